/** Quantizes and prunes models. */
module dev.lanewise.quant {
    requires transitive dev.lanewise.core;
    requires static org.jspecify;
}

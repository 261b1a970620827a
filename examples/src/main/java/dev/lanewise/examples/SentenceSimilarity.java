package dev.lanewise.examples;

/** Embeds sentences and prints how similar they are. */
public final class SentenceSimilarity {

    private SentenceSimilarity() {}

    static void main() {
        System.out.println("Java " + Runtime.version());
    }
}

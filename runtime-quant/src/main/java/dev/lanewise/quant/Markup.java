package dev.lanewise.quant;

/** Text inside HTML and SVG. */
final class Markup {

    private Markup() {}

    /** The text for content and for attributes in double quotes; what XML has no character for is replaced. */
    static String escape(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isAllowed(c) ? c : '\ufffd');
            }
        });
        return out.toString();
    }

    /** Whether a character is one of XML 1.0 and no control character. */
    static boolean isAllowed(int c) {
        boolean control = Character.isISOControl(c);
        boolean surrogate = c >= 0xd800 && c <= 0xdfff;
        return !control && !surrogate && (c & 0xfffe) != 0xfffe;
    }

    /** The end of a text that is too long, behind an ellipsis. */
    static String shorten(String text, int most) {
        int length = text.codePointCount(0, text.length());
        return length <= most ? text : "\u2026" + text.substring(text.offsetByCodePoints(0, length - most + 1));
    }
}

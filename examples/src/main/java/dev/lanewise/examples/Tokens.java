package dev.lanewise.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tribuo.util.tokens.impl.wordpiece.Wordpiece;
import org.tribuo.util.tokens.impl.wordpiece.WordpieceBasicTokenizer;
import org.tribuo.util.tokens.impl.wordpiece.WordpieceTokenizer;

/** Words to the numbers that a BERT model takes, by the vocabulary of a {@code tokenizer.json}. */
final class Tokens {

    private static final int MOST = 256;

    private final Map<String, Integer> vocabulary;

    private Tokens(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
    }

    static Tokens load(String resource) throws IOException {
        try (InputStream file = Tokens.class.getResourceAsStream("/" + resource)) {
            if (file == null) {
                throw new IOException("no resource " + resource + " on the class path");
            }
            return new Tokens(vocabulary(file));
        }
    }

    /** The object {@code vocab} of the file, wherever it is. */
    private static Map<String, Integer> vocabulary(InputStream file) throws IOException {
        var words = new HashMap<String, Integer>();
        try (var json = new JsonFactory().createParser(file)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_OBJECT && "vocab".equals(json.currentName())) {
                    while (json.nextToken() != JsonToken.END_OBJECT) {
                        String word = json.currentName();
                        json.nextToken();
                        words.put(word, json.getIntValue());
                    }
                }
            }
        }
        return words;
    }

    private long id(String token) {
        return Objects.requireNonNull(vocabulary.get(token), token);
    }

    /** The numbers of a sentence's word pieces between those of [CLS] and [SEP]. */
    long[] ids(String sentence) {
        var tokenizer = new WordpieceTokenizer(
                new Wordpiece(vocabulary.keySet()), new WordpieceBasicTokenizer(), true, true, Set.of());
        List<Long> ids = new ArrayList<>();
        ids.add(id("[CLS]"));
        tokenizer.reset(sentence);
        while (tokenizer.advance() && ids.size() < MOST - 1) {
            ids.add(id(tokenizer.getText()));
        }
        ids.add(id("[SEP]"));
        return ids.stream().mapToLong(Long::longValue).toArray();
    }
}

package dev.lanewise.tflite.file;

import dev.lanewise.tensor.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Numbers by name, as custom operators' options hold them: a FlexBuffer whose root is a map. */
public final class FlexMap {

    private static final int MAP = 9;
    private static final int BOOL = 26;

    private final ByteBuffer bytes;
    private final Map<String, Number> numbers = new HashMap<>();

    private FlexMap(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The numbers in {@code options}; what the map holds beside them is left out. */
    public static FlexMap read(ByteBuffer options) {
        var map = new FlexMap(options.slice().order(ByteOrder.LITTLE_ENDIAN));
        try {
            map.read();
        } catch (IndexOutOfBoundsException e) {
            throw new ModelFormatException("the options are no FlexBuffer: it points out of its bytes", e);
        }
        return map;
    }

    private void read() {
        int end = bytes.limit();
        if (end < 3) {
            throw new ModelFormatException("the options have " + end + " bytes, too few for a FlexBuffer");
        }
        int width = bytes.get(end - 1);
        int packed = bytes.get(end - 2) & 0xFF;
        if (packed >> 2 != MAP) {
            throw new ModelFormatException("the options' root is of type " + (packed >> 2) + ", expected a map (9)");
        }
        int values = target(end - 2 - width, width);
        int each = 1 << (packed & 3);
        int size = index(values - each, each);
        int keyWidth = index(values - 2 * each, each);
        int keys = target(values - 3 * each, each);
        for (int i = 0; i < size; i++) {
            int type = bytes.get(values + size * each + i) & 0xFF;
            number(text(target(keys + i * keyWidth, keyWidth)), type, values + i * each, each);
        }
    }

    private void number(String name, int packed, int at, int width) {
        int own = 1 << (packed & 3);
        switch (packed >> 2) {
            case 1 -> numbers.put(name, signed(at, width));
            case 2, BOOL -> numbers.put(name, unsigned(at, width));
            case 3 -> numbers.put(name, real(at, width));
            case 6 -> numbers.put(name, signed(target(at, width), own));
            case 7 -> numbers.put(name, unsigned(target(at, width), own));
            case 8 -> numbers.put(name, real(target(at, width), own));
            default -> {}
        }
    }

    private int target(int at, int width) {
        return at - index(at, width);
    }

    private int index(int at, int width) {
        long value = unsigned(at, width);
        if (value < 0 || value > bytes.limit()) {
            throw new IndexOutOfBoundsException("offset or size " + value);
        }
        return (int) value;
    }

    private long signed(int at, int width) {
        return switch (width) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            case 8 -> bytes.getLong(at);
            default -> throw new IndexOutOfBoundsException("a number of " + width + " bytes");
        };
    }

    private long unsigned(int at, int width) {
        long value = signed(at, width);
        return width == 8 ? value : value & (1L << 8 * width) - 1;
    }

    private double real(int at, int width) {
        return switch (width) {
            case 4 -> bytes.getFloat(at);
            case 8 -> bytes.getDouble(at);
            default -> throw new ModelFormatException("the options have a real number of " + width + " bytes");
        };
    }

    private String text(int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        return StandardCharsets.UTF_8.decode(bytes.slice(at, end - at)).toString();
    }

    /** A number as an int; {@code otherwise} where there is none of that name. */
    public int int32(String name, int otherwise) {
        Number number = numbers.get(name);
        return number == null ? otherwise : number.intValue();
    }

    /** A number as a float; {@code otherwise} where there is none of that name. */
    public float float32(String name, float otherwise) {
        Number number = numbers.get(name);
        return number == null ? otherwise : number.floatValue();
    }
}

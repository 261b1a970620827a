package dev.lanewise.tflite.file;

/**
 * What kind of operator it is: the table OperatorCode.
 *
 * @param name the builtin's name in the schema, or the custom operator's own
 */
record OperatorCode(String name, boolean isCustom, int version) {

    private static final int CUSTOM = 32;

    /** Codes up to 127 are in the first field, newer ones in the second; old files have only the first. */
    static OperatorCode of(FlatTable table) {
        int code = Math.max(table.int8(0, 0), table.int32(3, 0));
        int version = table.int32(2, 1);
        return code == CUSTOM
                ? new OperatorCode(table.text(1), true, version)
                : new OperatorCode(BuiltinNames.of(code), false, version);
    }
}

/** An alias of a flow. */
record Live(String flow, String alias) {}

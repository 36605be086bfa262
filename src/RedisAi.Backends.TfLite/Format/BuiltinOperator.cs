namespace RedisAi.Backends.TfLite.Format;

/// <summary>The operators of the format that are more than arithmetic.</summary>
internal static class BuiltinOperator
{
    public const int Convolution = 3;
    public const int FullyConnected = 9;
    public const int Reshape = 22;

    private const int DepthwiseConvolution = 4;
    private const int Dequantize = 6;
    private const int TransposedConvolution = 67;
    private const int If = 118;
    private const int While = 119;
    private const int CallOnce = 129;
    private const int Hashtable = 136;
    private const int VarHandle = 142;

    /// <summary>How many graphs an operator runs, which the first fields of its options name.</summary>
    public static int GraphsOf(int code) => code is If or While ? 2 : code == CallOnce ? 1 : 0;

    /// <summary>Whether it gives a handle of something that lives beside the graph and outlives the run.</summary>
    public static bool IsResource(int code) => code is VarHandle or Hashtable;

    /// <summary>Whether it regards that weights have a scale for each channel, in the library that is carried.</summary>
    public static bool TakesScales(int code) => code is Convolution or DepthwiseConvolution or TransposedConvolution or Dequantize;

    /// <summary>The number of an operator code: newer files have it in a field of its own, as a byte became too small.</summary>
    public static int CodeOf(FlatTable operatorCode) => Math.Max((int)operatorCode.SByte(0), operatorCode.Int32(3));
}

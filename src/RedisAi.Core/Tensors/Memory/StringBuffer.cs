namespace RedisAi.Tensors.Memory;

/// <summary>The texts of a string tensor: an array that nobody else writes to.</summary>
internal sealed class StringBuffer : UnpooledBuffer
{
    /// <summary>What a string takes beyond its characters, on a 64-bit runtime, with the reference to it.</summary>
    private const int BytesPerString = 30;

    private readonly string[] _values;

    public StringBuffer(string[] values)
        : base(pointer: 0)
    {
        _values = values;
        ChargedBytes = values.Sum(static value => BytesPerString + ((long)value.Length * sizeof(char)));
    }

    public override nint ByteLength => 0;

    public override string[] Strings => _values;

    public override long ChargedBytes { get; }

    protected override void FreeMemory()
    {
        // The collector's business.
    }
}

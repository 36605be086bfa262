namespace RedisAi.Tensors.Memory;

/// <summary>A slot of a <see cref="Slab"/>; it returns to its pool and is used again.</summary>
/// <remarks>56 bytes, and there is one for each stored tensor: a field more here shows in a store of a million keys.</remarks>
internal sealed class PooledBuffer : TensorBuffer
{
    private readonly Slab _slab;
    private int _byteLength;

    public PooledBuffer(Slab slab, nint pointer)
        : base(pointer) => _slab = slab;

    public override nint ByteLength => _byteLength;

    public Slab Slab => _slab;

    /// <summary>Starts a new life with one reference, holding so many bytes.</summary>
    public void Start(int byteLength)
    {
        _byteLength = byteLength;
        Start();
    }

    protected override void Free() => _slab.Pool.Return(this);
}

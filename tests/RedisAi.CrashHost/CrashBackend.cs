using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.CrashHost;

/// <summary>A backend whose models are bytes that follow from a number, and do not load when one of them is another.</summary>
internal sealed class CrashBackend : IBackend
{
    private const int HeadBytes = 16;

    private static readonly byte[] s_mark = Encoding.ASCII.GetBytes("CRASH");

    public string Name => "CRASH";

    /// <summary>A model.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="length">How many bytes it has besides its head.</param>
    public static byte[] Model(long number, int length)
    {
        byte[] bytes = new byte[HeadBytes + length];
        s_mark.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(HeadBytes - sizeof(long)), number);
        for (int i = HeadBytes; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((number * 31) + (i * 7));
        }

        return bytes;
    }

    public bool Recognizes(ModelContent content) => content.Head.Span.StartsWith(s_mark);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        byte[] bytes = content.Path is { } path ? File.ReadAllBytes(path) : content.Bytes.ToArray();
        long number = bytes.Length < HeadBytes ? -1 : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(HeadBytes - sizeof(long)));
        return number >= 0 && bytes.AsSpan().SequenceEqual(Model(number, bytes.Length - HeadBytes)) && options.Tag == number.ToString(CultureInfo.InvariantCulture)
            ? new Session()
            : throw new ModelLoadException($"The model of {bytes.Length} bytes with the tag '{options.Tag}' is torn.");
    }

    public void Dispose()
    {
    }

    private sealed class Session : IModelSession
    {
        public ModelSignature Signature { get; } = new(
            [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1]))], [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1]))]);

        public IModelExecution CreateExecution() => new Execution();

        public void Dispose()
        {
        }
    }

    private sealed class Execution : IModelExecution
    {
        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs) => outputs[0] = inputs[0].AddReference();

        public void Cancel()
        {
        }

        public void ResetCancel()
        {
        }

        public void Dispose()
        {
        }
    }
}

using System.Runtime.InteropServices;
using RedisAi.Samples.Sound;
using RedisAi.Store.Redis;

namespace RedisAi.Samples.StreamPipeline.Work;

/// <summary>A window of audio in a message: its samples as little-endian float32 and nothing else, so that any client can write it.</summary>
internal static class AudioWindow
{
    public const string Field = "audio";

    private const int Samples = Recording.ContextLength + Recording.WindowLength;
    private const int ByteLength = Samples * sizeof(float);

    /// <summary>The bytes of a window; .NET runs on little-endian machines.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> samples) => MemoryMarshal.AsBytes(samples).ToArray();

    /// <summary>Whether it is as long as a window is.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) => bytes.Length == ByteLength;

    /// <summary>One row of the model's input.</summary>
    public static AiTensor ToTensor(ReadOnlySpan<byte> bytes) => AiTensor.FromBytes(TensorDataType.Float32, [1, Samples], bytes);

    /// <summary>Makes the model's inputs of a message, but for the state, which the worker has. The model leaves the number of samples open, so that bytes alone do not tell the shape.</summary>
    /// <exception cref="InvalidDataException">It has no whole window. The message is tried again, and then goes to the dead letters.</exception>
    public static NamedTensors ToInputs(StreamMessage message)
    {
        if (!message.TryGet(Field, out StreamField audio) || !IsWhole(audio.Value.Span))
        {
            throw new InvalidDataException($"The field '{Field}' has {audio.Value.Length} bytes; a window has {ByteLength}.");
        }

        return new NamedTensors { ["input"] = ToTensor(audio.Value.Span), ["sr"] = AiTensor.Scalar((long)Recording.SampleRate) };
    }
}

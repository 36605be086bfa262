using System.Text.Encodings.Web;
using System.Text.Json;

namespace RedisAi.AspNetCore.Json;

/// <summary>Where an answer is written before it is sent, and what writes JSON to it; used again for other answers.</summary>
internal sealed class AnswerBuffer : IDisposable
{
    /// <summary>A large answer must not keep its memory for the small ones that follow.</summary>
    private const int KeptBytes = 1 << 16;

    // What is written is always an object or an array that is complete, and tests read it; the check of each step costs a tenth of the time. Answers are
    // no HTML: characters beyond ASCII go out as they are.
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static AnswerBuffer? s_spare;

    private AnswerBuffer() => Json = new Utf8JsonWriter(Bytes, s_options);

    /// <summary>What was written, once <see cref="Json"/> was flushed.</summary>
    public PooledBytes Bytes { get; } = new();

    /// <summary>Writes to <see cref="Bytes"/>.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>An empty one, to be disposed.</summary>
    public static AnswerBuffer Rent()
    {
        AnswerBuffer buffer = s_spare ?? new AnswerBuffer();
        s_spare = null;
        return buffer;
    }

    /// <summary>Gives it back; once.</summary>
    public void Dispose()
    {
        if (Bytes.Capacity > KeptBytes || s_spare is not null)
        {
            Json.Dispose();
            Bytes.Dispose();
            return;
        }

        Bytes.Clear();
        Json.Reset();
        s_spare = this;
    }
}

using System.Text;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>
/// UTF-8 for what means something: a key, an argument, a source. What it cannot carry is an error there. Replaced it would be another text, and two
/// keys could become one. Messages are replaced: half of one is better than none.
/// </summary>
internal static class Utf8Text
{
    /// <summary>The end of a sentence about a text that UTF-8 cannot carry.</summary>
    public const string Unencodable = "holds half of a surrogate pair, which UTF-8 cannot carry.";

    public static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static UTF8Encoding Replacing { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>The text in memory of a call's.</summary>
    /// <exception cref="ArgumentException">It holds half of a surrogate pair.</exception>
    public static RaitText Encode(string text, NativeArena arena, string what, int index, string parameter)
    {
        try
        {
            return arena.Take(text, Strict);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"{what} {index} (counted from 0) {Unencodable}", parameter, error);
        }
    }

    /// <summary>The exception for bytes of the shim's that are no text.</summary>
    /// <param name="what">What they are, as the start of a sentence.</param>
    /// <param name="error">What the decoder threw.</param>
    public static BackendException Undecodable(string what, DecoderFallbackException error) =>
        new(TorchError.BackendName, (int)RaitStatus.Unsupported, $"{what} is not valid UTF-8: a text of a script's is a sequence of bytes, and this one was cut within a character.", error);
}

using System.Text;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>Texts in tar archives.</summary>
internal static class TarText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text that ends at the first NUL, or with its field.</summary>
    /// <exception cref="MLflow.MlflowException">It is no UTF-8.</exception>
    public static string Read(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        try
        {
            return s_strict.GetString(end < 0 ? field : field[..end]);
        }
        catch (DecoderFallbackException error)
        {
            throw ArchiveErrors.Refused("a name in it is no UTF-8", error);
        }
    }
}

using System.Globalization;
using RedisAi.Tensors.Formats;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Tensors as text, so that a difference shows in the failure's message.</summary>
internal static class Contents
{
    /// <summary>Type, shape and elements.</summary>
    public static string Describe(AiTensor tensor) => tensor.DataType == TensorDataType.String
        ? $"{tensor} {string.Join('|', tensor.AsStrings().ToArray().Select(Escape))}"
        : $"{tensor} {Convert.ToHexStringLower(tensor.AsBytes())}";

    /// <summary>Key, expiry time and contents.</summary>
    public static string Describe(StoredTensor stored) =>
        $"{Escape(stored.Key)} {stored.ExpiresAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)} {Describe(stored.Tensor)}";

    /// <summary>All of them, sorted by key: files keep no order.</summary>
    public static string[] Describe(IEnumerable<StoredTensor> tensors) =>
        [.. tensors.OrderBy(static stored => stored.Key, StringComparer.Ordinal).Select(Describe)];

    public static void DisposeAll(IEnumerable<StoredTensor> tensors)
    {
        foreach (StoredTensor stored in tensors)
        {
            stored.Tensor.Dispose();
        }
    }

    /// <summary>ASCII only, so that not even half of a surrogate pair is lost on the way to a message.</summary>
    private static string Escape(string text) =>
        string.Concat(text.Select(static c => c is > ' ' and < '\x7f' and not '|' ? c.ToString() : $"\\u{(int)c:x4}"));
}

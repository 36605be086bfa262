using System.Buffers.Text;
using System.Globalization;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>What POSIX writes in front of an entry that its header has no room for. All else there, such as times and owners, is passed over.</summary>
/// <param name="Path">The name; null for that of the header.</param>
/// <param name="Size">The size; null for that of the header.</param>
internal readonly record struct PaxRecords(string? Path, long? Size)
{
    private const string SparsePrefix = "GNU.sparse.";

    /// <param name="bytes">Lines of the form <c>LENGTH KEY=VALUE</c>; the length is that of the whole line.</param>
    /// <exception cref="MLflow.MlflowException">They have not that form.</exception>
    public static PaxRecords Read(ReadOnlySpan<byte> bytes)
    {
        PaxRecords records = default;
        while (!bytes.IsEmpty)
        {
            if (!Utf8Parser.TryParse(bytes, out int length, out int digits) || length <= digits + 2 || length > bytes.Length || bytes[digits] != ' ' || bytes[length - 1] != '\n')
            {
                throw Damaged();
            }

            records = records.With(bytes[(digits + 1)..(length - 1)]);
            bytes = bytes[length..];
        }

        return records;
    }

    private PaxRecords With(ReadOnlySpan<byte> record)
    {
        int equals = record.IndexOf((byte)'=');
        if (equals < 1)
        {
            throw Damaged();
        }

        string key = TarText.Read(record[..equals]);
        ReadOnlySpan<byte> value = record[(equals + 1)..];
        return key switch
        {
            "path" => this with { Path = TarText.Read(value) },
            "size" => this with { Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : throw Damaged() },
            _ when key.StartsWith(SparsePrefix, StringComparison.Ordinal) => throw ArchiveErrors.Refused("it has a file with holes; pack it without --sparse"),
            _ => this,
        };
    }

    private static MLflow.MlflowException Damaged() => ArchiveErrors.Refused("what stands in front of an entry is damaged");
}

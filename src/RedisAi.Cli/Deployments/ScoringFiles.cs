using System.Text;

namespace RedisAi.Cli.Deployments;

/// <summary>What a deployment is asked, and what it answers.</summary>
internal static class ScoringFiles
{
    private const string Standard = "-";

    /// <summary>Reads a file, or standard input.</summary>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (path != Standard)
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }

        Stream input = Console.OpenStandardInput();
        await using (input.ConfigureAwait(false))
        {
            using MemoryStream all = new();
            await input.CopyToAsync(all, cancellationToken).ConfigureAwait(false);
            return all.ToArray();
        }
    }

    /// <summary>Writes to a file, or to the output where there is none.</summary>
    public static async Task WriteAsync(string? path, ReadOnlyMemory<byte> answer, TextWriter output, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            await output.WriteLineAsync(Encoding.UTF8.GetString(answer.Span)).ConfigureAwait(false);
        }
        else
        {
            await File.WriteAllBytesAsync(path, answer, cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace RedisAi.Store.Redis;

/// <summary>A Lua script that Redis runs in one step. Its text is the embedded file of its name.</summary>
/// <remarks>
/// A first line <c>-- uses: lease, version</c> puts those files in front of it: rules that several scripts share. All scripts may be run twice, as happens when an answer is lost,
/// but for those that say otherwise by <see cref="IsRepeatable"/>.
/// </remarks>
internal sealed class RedisScript
{
    private const string Uses = "-- uses:";

    /// <param name="name">The file's name, without <c>.lua</c>.</param>
    public RedisScript(string name)
    {
        Name = name;
        Text = Read(name);
#pragma warning disable CA5350 // By its SHA-1 Redis names a script; nothing depends on nobody else having the same.
        Sha = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>The 20 bytes by which Redis knows the script.</summary>
    public byte[] Sha { get; }

    /// <summary>Whether running it twice is as good as once.</summary>
    public bool IsRepeatable { get; init; } = true;

    private static string Read(string name)
    {
        string text = Open(name);
        if (!text.StartsWith(Uses, StringComparison.Ordinal))
        {
            return text;
        }

        int end = text.IndexOf('\n', StringComparison.Ordinal);
        StringBuilder whole = new();
        foreach (string part in text[Uses.Length..end].Split(',', StringSplitOptions.TrimEntries))
        {
            whole.Append(Open(part)).Append('\n');
        }

        return whole.Append(text.AsSpan(end + 1)).ToString();
    }

    private static string Open(string name)
    {
        using Stream stream = typeof(RedisScript).Assembly.GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"There is no script {name}.lua in the assembly.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

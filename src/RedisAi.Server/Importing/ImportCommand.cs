using System.Globalization;
using RedisAi.Keyspace;

namespace RedisAi.Server.Importing;

/// <summary>A command for the server that is written to.</summary>
internal sealed class ImportCommand
{
    private readonly List<ReadOnlyMemory<byte>> _tokens = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Tokens => _tokens;

    public static ImportCommand Of(string name, ReadOnlyMemory<byte> key) => new ImportCommand().Add(name).Add(key);

    public ImportCommand Add(string token) => Add(LosslessText.Encode(token));

    public ImportCommand Add(long number) => Add(number.ToString(CultureInfo.InvariantCulture));

    public ImportCommand Add(ReadOnlyMemory<byte> token)
    {
        _tokens.Add(token);
        return this;
    }

    public ImportCommand Add(params IReadOnlyList<string> tokens)
    {
        foreach (string token in tokens)
        {
            Add(token);
        }

        return this;
    }
}

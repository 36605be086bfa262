using System.Globalization;
using RedisAi.Keyspace;

namespace RedisAi.Client.Protocol;

/// <summary>A command for a server, token by token.</summary>
internal sealed class RespCommand
{
    private readonly List<ReadOnlyMemory<byte>> _tokens = [];
    private readonly List<IStreamedToken> _streamed = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Tokens => _tokens;

    /// <summary>The tokens after <see cref="Tokens"/>, which are read while they are sent; for a connection only.</summary>
    public IReadOnlyList<IStreamedToken> Streamed => _streamed;

    /// <summary>What it does, for messages.</summary>
    public string Name => LosslessText.Decode(_tokens[0].Span);

    public static RespCommand Of(string name) => new RespCommand().Add(name);

    public static RespCommand Of(string name, ReadOnlyMemory<byte> key) => Of(name).Add(key);

    public static RespCommand Of(string name, string key) => Of(name).Add(key);

    public RespCommand Add(string token) => Add(LosslessText.Encode(token));

    public RespCommand Add(long number) => Add(number.ToString(CultureInfo.InvariantCulture));

    public RespCommand Add(ReadOnlyMemory<byte> token)
    {
        _tokens.Add(token);
        return this;
    }

    /// <summary>Adds a token after all those that are in memory.</summary>
    public RespCommand Add(IStreamedToken token)
    {
        _streamed.Add(token);
        return this;
    }

    public RespCommand Add(params IReadOnlyList<string> tokens)
    {
        foreach (string token in tokens)
        {
            Add(token);
        }

        return this;
    }
}

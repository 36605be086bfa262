using System.Text.Json;

namespace RedisAi.Cli.Output;

/// <summary>What came out of a command, for a program and for a person.</summary>
internal interface IView
{
    /// <summary>Writes it as one JSON value.</summary>
    void WriteTo(Utf8JsonWriter json);

    /// <summary>What a person sees, from top to bottom.</summary>
    IEnumerable<IBlock> Blocks();
}

using System.Text;
using RedisAi.Dags.Text;

namespace RedisAi;

/// <summary>A graph as RedisAI's clients write it: what comes after <c>AI.DAGEXECUTE</c>, as in <c>LOAD 1 a |> AI.MODELEXECUTE m INPUTS 1 a OUTPUTS 1 b |> AI.TENSORGET b VALUES</c>. Immutable.</summary>
/// <remarks>It is a list of tokens; what they mean is found out by <see cref="DagCommandExtensions.CompileDag(IRedisAi, string, DagCommand)"/>.</remarks>
public sealed class DagCommand
{
    private const string Command = "AI.DAGEXECUTE";
    private const string ReadOnlyCommand = "AI.DAGEXECUTE_RO";
    private const string DeprecatedCommand = "AI.DAGRUN";

    private DagCommand(ReadOnlyMemory<byte>[] tokens, bool isReadOnly)
    {
        CommandTokens all = new(tokens);
        bool saysReadOnly = all.Is(0, ReadOnlyCommand);
        IsReadOnly = isReadOnly || saysReadOnly;
        Tokens = saysReadOnly || all.Is(0, Command) ? all.Part(1, tokens.Length) : all;
    }

    private DagCommand(CommandTokens tokens, bool isReadOnly, bool isDeprecated)
    {
        Tokens = tokens;
        IsReadOnly = isReadOnly;
        IsDeprecated = isDeprecated;
    }

    /// <summary>Gets whether it is an <c>AI.DAGEXECUTE_RO</c>, which persists nothing and calls no scripts.</summary>
    public bool IsReadOnly { get; }

    internal CommandTokens Tokens { get; }

    /// <summary>Whether it is an <c>AI.DAGRUN</c>, with older operations in it.</summary>
    internal bool IsDeprecated { get; }

    internal string Name => $"{(IsDeprecated ? DeprecatedCommand : Command)}{(IsReadOnly ? "_RO" : "")}";

    /// <summary>Takes the tokens after the name.</summary>
    internal static DagCommand Of(ReadOnlyMemory<byte>[] tokens, bool isReadOnly, bool isDeprecated) => new(new CommandTokens(tokens), isReadOnly, isDeprecated);

    /// <summary>Reads a command as one types it into <c>redis-cli</c>: blanks between tokens, and quotes around those with blanks (<c>"\x00\n"</c> stands for bytes).</summary>
    /// <param name="text">The command, with or without its name.</param>
    /// <param name="isReadOnly">Whether it is an <c>AI.DAGEXECUTE_RO</c> where its name does not say so.</param>
    /// <exception cref="FormatException">A quote is not closed, or something follows it at once.</exception>
    public static DagCommand Parse(string text, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DagCommand(CommandLine.Split(text), isReadOnly);
    }

    /// <summary>Takes the tokens of a command.</summary>
    /// <param name="arguments">The tokens, with or without the command's name.</param>
    /// <param name="isReadOnly">Whether it is an <c>AI.DAGEXECUTE_RO</c> where its name does not say so.</param>
    public static DagCommand Parse(IReadOnlyList<string> arguments, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new DagCommand([.. arguments.Select(static argument => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(argument)))], isReadOnly);
    }

    /// <summary>Takes the tokens of a command as they come over a wire, those after <c>BLOB</c> being any bytes.</summary>
    /// <param name="arguments">The tokens, with or without the command's name; not changed any more until the command is compiled.</param>
    /// <param name="isReadOnly">Whether it is an <c>AI.DAGEXECUTE_RO</c> where its name does not say so.</param>
    public static DagCommand Parse(IReadOnlyList<ReadOnlyMemory<byte>> arguments, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new DagCommand([.. arguments], isReadOnly);
    }

    /// <summary>Returns the command, its tokens with blanks between them.</summary>
    public override string ToString() => $"{Name} {Tokens}";
}

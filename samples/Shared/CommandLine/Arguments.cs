namespace RedisAi.Samples.CommandLine;

/// <summary>Takes a command line apart. <c>--name=VALUE</c> and <c>--name VALUE</c> are the same.</summary>
/// <param name="arguments">The words.</param>
internal sealed class Arguments(IEnumerable<string> arguments)
{
    private readonly Queue<string> _rest = new(arguments);
    private string _word = "";
    private string? _attached;

    /// <summary>The name of the option that was read last.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Reads the next option.</summary>
    public bool Next()
    {
        if (!_rest.TryDequeue(out string? word))
        {
            return false;
        }

        int equals = word.IndexOf('=', StringComparison.Ordinal);
        (_word, Name, _attached) = equals < 0 ? (word, word, null) : (word, word[..equals], word[(equals + 1)..]);
        return true;
    }

    /// <summary>Takes the value of the option.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string Value()
    {
        string value = _attached ?? (_rest.TryDequeue(out string? next) ? next : "");
        return value.Length > 0 ? value : throw new UsageException($"{Name} needs a value.");
    }

    /// <summary>Takes the value of an option that has none.</summary>
    public bool Flag() => _attached is null ? true : throw Unknown();

    /// <summary>What is to be said of an option that the program does not know.</summary>
    public UsageException Unknown() => new($"There is no option '{_word}'.");
}

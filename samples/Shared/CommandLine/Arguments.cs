namespace RedisAi.Samples.CommandLine;

/// <summary>Takes a command line apart. <c>--name=VALUE</c> and <c>--name VALUE</c> are the same; behind <c>--</c> all are files.</summary>
/// <param name="arguments">The words.</param>
internal sealed class Arguments(IEnumerable<string> arguments)
{
    private readonly Queue<string> _rest = new(arguments);
    private string _word = "";
    private string? _attached;
    private bool _onlyFiles;

    /// <summary>The name of the option that was read last.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether it is no option, but the name of a file.</summary>
    public bool IsFile => _onlyFiles || _word.Length < 2 || _word[0] != '-';

    /// <summary>Reads the next option or name of a file.</summary>
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

    /// <summary>Takes the name of a file.</summary>
    /// <param name="what">What is in it, for messages.</param>
    /// <exception cref="UsageException">It is empty.</exception>
    public string File(string what) => _word.Length > 0 ? _word : throw new UsageException($"{what} needs a value.");

    /// <summary>Takes <c>--</c>: what follows are files.</summary>
    public void EndOptions() => _onlyFiles = Flag();

    /// <summary>What is to be said of an option that the program does not know.</summary>
    public UsageException Unknown() => new($"There is no option '{_word}'.");
}

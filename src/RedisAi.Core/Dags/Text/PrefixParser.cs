namespace RedisAi.Dags.Text;

/// <summary>Reads <c>LOAD</c>, <c>PERSIST</c>, <c>ROUTING</c> and <c>TIMEOUT</c>, in any order and each once.</summary>
internal sealed class PrefixParser
{
    public const string Separator = "|>";

    private const int MinTokens = 5;
    private const int MinDeprecatedTokens = 3;

    private readonly CommandTarget _target;
    private readonly DagCommand _command;
    private readonly CommandTokens _tokens;
    private string[]? _load;
    private string[]? _persist;
    private TimeSpan? _timeout;
    private bool _isRouted;
    private bool _isTimed;
    private int _at;

    private PrefixParser(CommandTarget target, DagCommand command)
    {
        _target = target;
        _command = command;
        _tokens = command.Tokens;
    }

    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static CommandPrefix Parse(CommandTarget target, DagCommand command) => new PrefixParser(target, command).Parse();

    private CommandPrefix Parse()
    {
        if (_tokens.Count < (_command.IsDeprecated ? MinDeprecatedTokens : MinTokens))
        {
            throw _command.IsDeprecated ? AiErrors.WrongArity(_command.Name) : new DagCommandException($"ERR missing arguments for '{_command.Name}' command");
        }

        while (_at < _tokens.Count && !_tokens.Is(_at, Separator))
        {
            ParseSection();
        }

        if (_tokens.Is(_tokens.Count - 1, Separator))
        {
            throw Unexpected(_tokens.Count - 1);
        }

        if (_load is null && _persist is null && !_isRouted && !_command.IsDeprecated)
        {
            throw new DagCommandException("ERR AI.DAGEXECUTE and AI.DAGEXECUTE_RO commands must contain at least one out of ROUTING, LOAD, PERSIST keywords");
        }

        return _at < _tokens.Count ? new CommandPrefix(_load ?? [], _persist ?? [], _timeout, _at) : throw new DagCommandException("ERR DAG is empty");
    }

    private void ParseSection()
    {
        if (_tokens.Is(_at, "LOAD") && _load is null)
        {
            _load = Names("LOAD", "ERR number of keys to LOAD into DAG does not match the number of given arguments");
            Array.ForEach(_load, _target.CheckTensor);
        }
        else if (_tokens.Is(_at, "PERSIST") && _persist is null)
        {
            if (_command.IsReadOnly)
            {
                throw new DagCommandException("ERR PERSIST cannot be specified in a read-only DAG");
            }

            _persist = Names("PERSIST", "ERR number of keys to PERSIST after DAG execution does not match the number of given arguments");
            if (_persist.Distinct().Count() < _persist.Length)
            {
                throw new DagCommandException("ERR PERSIST keys must be unique");
            }
        }
        else if (_tokens.Is(_at, "ROUTING") && !_isRouted)
        {
            // Which shard of a cluster: there is one only.
            _isRouted = true;
            Value("ERR Missing ROUTING value");
        }
        else if (_tokens.Is(_at, "TIMEOUT") && !_isTimed)
        {
            _isTimed = true;
            int place = Value(AiErrors.NoTimeout);
            _timeout = _tokens.TryInteger(place, out long milliseconds) ? CommandTimeout.Of(milliseconds) : throw new DagCommandException(AiErrors.BadTimeout);
        }
        else
        {
            throw Unexpected(_at);
        }
    }

    private string[] Names(string keyword, string tooFew)
    {
        if (_tokens.Count - _at <= 2)
        {
            throw new DagCommandException($"ERR missing arguments after {keyword} keyword in DAG command");
        }

        if (!_tokens.TryInteger(_at + 1, out long count) || count <= 0)
        {
            throw new DagCommandException($"ERR invalid or negative value found in number of keys to {keyword}");
        }

        int first = _at + 2;
        if (count > _tokens.Count - first)
        {
            throw new DagCommandException(tooFew);
        }

        _at = first + (int)count;
        return _tokens.Texts(first, _at);
    }

    private int Value(string missing)
    {
        if (_at + 1 >= _tokens.Count)
        {
            throw new DagCommandException(missing);
        }

        _at += 2;
        return _at - 1;
    }

    // With two blanks, as RedisAI has it.
    private DagCommandException Unexpected(int place) => new($"ERR Invalid DAG command. Unexpected argument:  {_tokens.Text(place)}");
}

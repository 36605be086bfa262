namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.SCRIPTEXECUTE key fn [KEYS n k..] [INPUTS n t..] [ARGS n a..] [OUTPUTS n t..]</c>, the scopes in any order; then <c>TIMEOUT t</c>, unless it is part of a graph.</summary>
internal sealed class ScriptExecuteParser
{
    private const string Command = "AI.SCRIPTEXECUTE";

    private readonly CommandTokens _operation;
    private readonly Dictionary<string, string[]> _scopes = [];

    private readonly bool _isAlone;
    private TimeSpan? _timeout;

    private ScriptExecuteParser(CommandTokens operation, bool isAlone)
    {
        _operation = operation;
        _isAlone = isAlone;
    }

    /// <summary>Reads a command, or an operation of a graph.</summary>
    /// <param name="operation">Its tokens.</param>
    /// <param name="target">Where its script is.</param>
    /// <param name="isAlone">Whether it is a command of its own.</param>
    /// <param name="timeout">The time that it gives itself; null for any.</param>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation, CommandTarget target, bool isAlone, out TimeSpan? timeout)
    {
        if (operation.Count < 3)
        {
            throw AiErrors.WrongArity(Command);
        }

        string key = operation.Text(1);
        target.Script(key);
        if (isAlone && !operation.Is(3, "KEYS") && !operation.Is(3, "INPUTS"))
        {
            throw new DagCommandException($"ERR KEYS or INPUTS scope must be provided first for {Command} command");
        }

        ScriptExecuteParser parser = new(operation, isAlone);
        parser.ParseScopes();
        timeout = parser._timeout;
        return new DagOperation(DagOperationKind.ScriptExecute, key)
        {
            Function = operation.Text(2),
            Keys = parser._scopes.GetValueOrDefault("KEYS", []),
            Inputs = parser._scopes.GetValueOrDefault("INPUTS", []),
            Args = parser._scopes.GetValueOrDefault("ARGS", []),
            Outputs = parser._scopes.GetValueOrDefault("OUTPUTS", []),
        };
    }

    private void ParseScopes()
    {
        int at = 3;
        while (at < _operation.Count)
        {
            string scope = _operation.Text(at).ToUpperInvariant();
            if (scope == "TIMEOUT")
            {
                ParseTimeout(at + 1);
                return;
            }

            if (scope is not ("KEYS" or "INPUTS" or "ARGS" or "OUTPUTS"))
            {
                throw new DagCommandException($"ERR Invalid {Command} command. Unexpected argument: {_operation.Text(at)}");
            }

            if (_scopes.ContainsKey(scope))
            {
                throw new DagCommandException($"ERR Already Encountered {scope} scope in {Command} command");
            }

            int end = scope == "KEYS" ? EndOfKeys(at) : EndOf(scope, at);
            _scopes.Add(scope, _operation.Texts(at + 2, end));
            at = end;
        }
    }

    private void ParseTimeout(int at)
    {
        if (!_isAlone)
        {
            throw new DagCommandException(AiErrors.TimeoutWithin);
        }

        if (at >= _operation.Count)
        {
            throw new DagCommandException($"{AiErrors.NoTimeout} in {Command}");
        }

        _timeout = CommandTimeout.Read(_operation, at);
        if (at + 1 < _operation.Count)
        {
            throw new DagCommandException($"ERR Encountered problem parsing {Command}");
        }
    }

    private int EndOfKeys(int at)
    {
        if (_operation.Count - at <= 2)
        {
            throw new DagCommandException("ERR Missing arguments after KEYS keyword");
        }

        if (!_operation.TryInteger(at + 1, out long count) || count <= 0)
        {
            throw new DagCommandException("ERR Invalid or negative value found in number of KEYS");
        }

        return count <= _operation.Count - at - 2
            ? at + 2 + (int)count
            : throw new DagCommandException("ERR Number of pre declared KEYS to be used in the command does not match the number of given arguments");
    }

    private int EndOf(string scope, int at)
    {
        if (at + 1 >= _operation.Count)
        {
            throw new DagCommandException($"ERR Invalid arguments provided to {Command}");
        }

        string name = scope.ToLowerInvariant();
        if (!_operation.TryInteger(at + 1, out long count) || count < 0)
        {
            // RedisAI says keys where it means args.
            throw new DagCommandException($"ERR Invalid argument for {(scope == "ARGS" ? "keys" : name)} count in {Command}");
        }

        return count <= _operation.Count - at - 2
            ? at + 2 + (int)count
            : throw new DagCommandException($"ERR number of {name} to {Command} command does not match the number of given arguments");
    }
}

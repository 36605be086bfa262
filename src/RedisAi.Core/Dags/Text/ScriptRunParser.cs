namespace RedisAi.Dags.Text;

/// <summary>Reads the deprecated <c>AI.SCRIPTRUN key fn [TIMEOUT t] INPUTS a.. [$ b..] OUTPUTS c..</c>.</summary>
internal sealed class ScriptRunParser
{
    private readonly List<string> _inputs = [];
    private readonly List<string> _outputs = [];
    private readonly CommandTokens _tokens;

    /// <summary>What takes the tokens that are no keywords; null at first.</summary>
    private List<string>? _section;
    private bool _isTimed;
    private bool _hasList;
    private bool _hadOutputs;
    private TimeSpan? _timeout;

    private ScriptRunParser(CommandTokens tokens) => _tokens = tokens;

    /// <summary>Reads a command, or an operation of a graph.</summary>
    /// <param name="operation">Its tokens.</param>
    /// <param name="target">Where its script is.</param>
    /// <param name="timeout">The time that it gives itself; null for any.</param>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation, CommandTarget target, out TimeSpan? timeout)
    {
        if (operation.Count < 3)
        {
            throw AiErrors.WrongArity("AI.SCRIPTRUN");
        }

        string key = operation.Text(1);
        target.Script(key);
        ScriptRunParser parser = new(operation);
        for (int at = 3; at < operation.Count; at++)
        {
            parser.Read(ref at);
        }

        timeout = parser._timeout;
        return new DagOperation(DagOperationKind.ScriptExecute, key) { Function = operation.Text(2), Inputs = parser._inputs, Outputs = parser._outputs };
    }

    private void Read(ref int at)
    {
        if (_tokens.Is(at, "TIMEOUT"))
        {
            ReadTimeout(ref at);
        }
        else if (_tokens.Is(at, "INPUTS"))
        {
            ThrowIf(_hadOutputs, "ERR Already encountered an INPUTS section in SCRIPTRUN");
            ThrowIf(_section == _inputs, "ERR Already encountered an INPUTS keyword in SCRIPTRUN");
            _section = _inputs;
        }
        else if (_tokens.Is(at, "OUTPUTS"))
        {
            ThrowIf(_section == _outputs, "ERR Already encountered an OUTPUTS keyword in SCRIPTRUN");
            (_section, _hadOutputs) = (_outputs, true);
        }
        else if (_tokens.Is(at, "$"))
        {
            // Where the list of a parameter begins is told by the function as well.
            ThrowIf(_section != _inputs, "ERR Encountered a variable size list of tensors outside of input section");
            ThrowIf(_hasList, "ERR Already encountered a variable size list of tensors");
            _hasList = true;
        }
        else
        {
            (_section ?? throw new DagCommandException("ERR Unrecongnized parameter to SCRIPTRUN")).Add(_tokens.Text(at));
        }
    }

    private void ReadTimeout(ref int at)
    {
        ThrowIf(_isTimed, "ERR Already encountered an TIMEOUT section in SCRIPTRUN");
        ThrowIf(at + 1 >= _tokens.Count, AiErrors.NoTimeout);
        _isTimed = true;
        _timeout = CommandTimeout.Read(_tokens, ++at);
    }

    private static void ThrowIf(bool condition, string error)
    {
        if (condition)
        {
            throw new DagCommandException(error);
        }
    }
}

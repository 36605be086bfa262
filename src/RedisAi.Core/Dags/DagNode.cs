using RedisAi.Dags.Building;

namespace RedisAi;

/// <summary>A node of a graph that is being built.</summary>
public sealed class DagNode
{
    private readonly NodeDefinition _node;

    internal DagNode(NodeDefinition node) => _node = node;

    /// <summary>Gets its name, unique in its graph; sentences, spans and pictures call it so.</summary>
    public string Name => _node.Name;

    internal NodeDefinition Definition => _node;

    /// <summary>Gets an output by its place.</summary>
    /// <param name="output">0 for the first.</param>
    /// <exception cref="InvalidOperationException">The node gives a sequence.</exception>
    public DagValue this[int output]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(output);
            ThrowIfSequence();
            return new DagValue(new Port(_node, output, null, IsSequence: false));
        }
    }

    /// <summary>Gets an output by its name.</summary>
    /// <param name="output">The name: of a model's output, of a function's, or the key in a dictionary that a script gives.</param>
    /// <exception cref="InvalidOperationException">The node gives a sequence.</exception>
    public DagValue this[string output]
    {
        get
        {
            ArgumentException.ThrowIfNullOrEmpty(output);
            ThrowIfSequence();
            return _node is FunctionDefinition { Outputs: { } names } && names.ToList().IndexOf(output) is var place and >= 0
                ? this[place]
                : new DagValue(new Port(_node, -1, output, IsSequence: false));
        }
    }

    /// <summary>Gives the node another name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>This node.</returns>
    /// <exception cref="ArgumentException">Another node of the graph has that name.</exception>
    public DagNode Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _node.Scope.Rename(_node, name);
        return this;
    }

    /// <summary>Sets how long the node may take; it fails with <see cref="TimeoutException"/> when it takes longer.</summary>
    /// <param name="timeout">From its start on. A function that cannot be stopped fails once it has ended.</param>
    /// <returns>This node.</returns>
    /// <exception cref="InvalidOperationException">It is an input, which takes no time, or has a timeout already.</exception>
    public DagNode WithTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        if (_node is InputDefinition)
        {
            throw new InvalidOperationException($"'{Name}' cannot have a timeout: it is an input, which takes no time.");
        }

        _node.Timeout = _node.Timeout is { } before
            ? throw new InvalidOperationException($"'{Name}' has a timeout already, of {before:c}.")
            : timeout;
        return this;
    }

    /// <summary>Sets what gives the node's output when the node fails, unless the run itself was cancelled or has no time left.</summary>
    /// <param name="fallback">Builds it; values of the graph around it may be used, and given as they are. It runs only when it is needed.</param>
    /// <returns>This node.</returns>
    /// <exception cref="InvalidOperationException">It is an input, gives a sequence, or has a fallback already.</exception>
    public DagNode WithFallback(Func<DagBuilder, DagValue> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return WithFallback(scope => [fallback(scope)]);
    }

    /// <summary>Sets what gives the node's outputs when the node fails, unless the run itself was cancelled or has no time left.</summary>
    /// <param name="fallback">Builds it, and gives one value for each output, by place.</param>
    /// <returns>This node.</returns>
    /// <exception cref="InvalidOperationException">It is an input, gives a sequence, or has a fallback already.</exception>
    public DagNode WithFallback(Func<DagBuilder, DagValue[]> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        if (_node is InputDefinition)
        {
            throw new InvalidOperationException($"'{Name}' cannot have a fallback: it is an input, which does not fail.");
        }

        if (_node.GivesSequence)
        {
            throw new InvalidOperationException($"'{Name}' cannot have a fallback: it gives a sequence. Put it and its Gather into a branch, as an If can have one.");
        }

        if (_node.Fallback is not null)
        {
            throw new InvalidOperationException($"'{Name}' has a fallback already: what is to run when that fails is the fallback of the node that it ends with.");
        }

        BodyDefinition body = _node.Scope.Body(Name, "/fallback", item: null, (scope, _) => scope.Results(fallback(scope)));
        body.Scope.Owner = _node;
        _node.Fallback = body;
        return this;
    }

    /// <summary>Runs the node even where nobody needs its outputs, for the sake of what it does beside.</summary>
    /// <returns>This node.</returns>
    public DagNode Always()
    {
        _node.IsAlways = true;
        return this;
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    private void ThrowIfSequence()
    {
        if (_node.GivesSequence)
        {
            throw new InvalidOperationException($"'{Name}' gives a sequence: Gather makes one value of it.");
        }
    }
}

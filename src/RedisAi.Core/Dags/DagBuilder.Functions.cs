using RedisAi.Dags.Building;

namespace RedisAi;

/// <content>Nodes in C#, branches and items.</content>
/// <remarks>
/// A function borrows its inputs, and gives its outputs away; to return an input, or a view of one, is allowed and takes a reference. It runs on
/// some thread, at the same time as other nodes and as itself for other runs.
/// </remarks>
public sealed partial class DagBuilder
{
    /// <summary>How many items of a map are under way at once, unless it is said.</summary>
    private const int DefaultMapConcurrency = 64;

    /// <summary>Adds a C# function of one tensor.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="function">The function.</param>
    /// <param name="input">Its input.</param>
    public DagValue Function(string name, Func<AiTensor, AiTensor> function, DagValue input)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Value(AddFunction(name, [PortOf(input)], null, new FunctionBody { Single = function }));
    }

    /// <summary>Adds a C# function of two tensors.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="function">The function.</param>
    /// <param name="first">Its first input.</param>
    /// <param name="second">Its second input.</param>
    public DagValue Function(string name, Func<AiTensor, AiTensor, AiTensor> function, DagValue first, DagValue second)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Value(AddFunction(name, Ports([first, second]), null, Synchronous(inputs => [function(inputs[0], inputs[1])])));
    }

    /// <summary>Adds a C# function of three tensors.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="function">The function.</param>
    /// <param name="first">Its first input.</param>
    /// <param name="second">Its second input.</param>
    /// <param name="third">Its third input.</param>
    public DagValue Function(string name, Func<AiTensor, AiTensor, AiTensor, AiTensor> function, DagValue first, DagValue second, DagValue third)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Value(AddFunction(name, Ports([first, second, third]), null, Synchronous(inputs => [function(inputs[0], inputs[1], inputs[2])])));
    }

    /// <summary>Adds a C# function of any number of tensors, with several outputs.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="outputs">The names of the outputs, in the order in which the function gives them.</param>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Its inputs.</param>
    public DagNode Function(string name, IReadOnlyList<string> outputs, Func<IReadOnlyList<AiTensor>, IReadOnlyList<AiTensor>> function, params ReadOnlySpan<DagValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DagNode(AddFunction(name, Ports(inputs), Names(name, outputs), Synchronous(function)));
    }

    /// <summary>Adds an asynchronous C# function of one tensor.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="function">The function; its token is cancelled when nobody wants the result any more.</param>
    /// <param name="input">Its input, valid until its task has ended.</param>
    public DagValue Function(string name, Func<AiTensor, CancellationToken, ValueTask<AiTensor>> function, DagValue input)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Value(AddFunction(name, [PortOf(input)], null, new FunctionBody { Asynchronous = async (inputs, stop) => [await function(inputs[0], stop).ConfigureAwait(false)] }));
    }

    /// <summary>Adds an asynchronous C# function of any number of tensors, with several outputs.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="outputs">The names of the outputs, in the order in which the function gives them.</param>
    /// <param name="function">The function; its token is cancelled when nobody wants the result any more.</param>
    /// <param name="inputs">Its inputs, valid until its task has ended.</param>
    public DagNode Function(
        string name, IReadOnlyList<string> outputs, Func<IReadOnlyList<AiTensor>, CancellationToken, ValueTask<IReadOnlyList<AiTensor>>> function, params ReadOnlySpan<DagValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DagNode(AddFunction(name, Ports(inputs), Names(name, outputs), new FunctionBody { Asynchronous = (given, stop) => function(given, stop) }));
    }

    /// <summary>Adds C# code that works on values instead of handles, and allocates nothing.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="outputCount">How many outputs it has.</param>
    /// <param name="kernel">The code.</param>
    /// <param name="inputs">Its inputs.</param>
    public DagNode Kernel(string name, int outputCount, TensorKernel kernel, params ReadOnlySpan<DagValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentOutOfRangeException.ThrowIfNegative(outputCount);
        return new DagNode(AddFunction(name, Ports(inputs), [.. Enumerable.Range(0, outputCount).Select(static place => $"{place}")], new FunctionBody { Kernel = kernel }));
    }

    /// <summary>Adds a C# function that gives any number of tensors: the boxes that it finds in a picture.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Its inputs.</param>
    public DagSequence Split(string name, Func<IReadOnlyList<AiTensor>, IReadOnlyList<AiTensor>> function, params ReadOnlySpan<DagValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Sequence(AddFunction(name, Ports(inputs), null, new FunctionBody { Synchronous = given => function(given), GivesSequence = true }));
    }

    /// <summary>Does the same with each item of a sequence. Items are under way at the same time, so that their calls of a model share runs; the results keep their order.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="items">The sequence.</param>
    /// <param name="body">Builds what is done with one item; values of the graph around it may be used.</param>
    /// <param name="maxConcurrency">How many items are under way at once; 64 by default.</param>
    public DagSequence Map(string name, DagSequence items, Func<DagBuilder, DagValue, DagValue> body, int maxConcurrency = DefaultMapConcurrency)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        Port port = PortOf(items);
        string unique = Unique(name);
        return Sequence(Add(new MapDefinition(this, unique, port, Body(unique, "", "item", (scope, item) => scope.Ports([body(scope, item!)])), maxConcurrency)));
    }

    /// <summary>Makes one tensor of the items of a sequence.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="function">The function; it gets all items, in order, also when there is none.</param>
    /// <param name="items">The sequence.</param>
    public DagValue Gather(string name, Func<IReadOnlyList<AiTensor>, AiTensor> function, DagSequence items)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Value(AddFunction(name, [PortOf(items)], null, Synchronous(given => [function(given)])));
    }

    /// <summary>Runs one of two branches; the other one does not run.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="condition">A Bool of one element.</param>
    /// <param name="then">Builds what runs where it is true; values of the graph around it may be used, and given as they are.</param>
    /// <param name="otherwise">Builds what runs where it is false.</param>
    public DagValue If(string name, DagValue condition, Func<DagBuilder, DagValue> then, Func<DagBuilder, DagValue> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return If(name, condition, scope => [then(scope)], scope => [otherwise(scope)])[0];
    }

    /// <summary>Runs one of two branches that give several values; the other one does not run.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="condition">A Bool of one element.</param>
    /// <param name="then">Builds what runs where it is true.</param>
    /// <param name="otherwise">Builds what runs where it is false; as many values as the other.</param>
    public DagNode If(string name, DagValue condition, Func<DagBuilder, DagValue[]> then, Func<DagBuilder, DagValue[]> otherwise)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        Port port = PortOf(condition);
        string unique = Unique(name);
        BodyDefinition whereTrue = Body(unique, "/then", item: null, (scope, _) => scope.Results(then(scope)));
        BodyDefinition whereFalse = Body(unique, "/otherwise", item: null, (scope, _) => scope.Results(otherwise(scope)));
        if (whereTrue.Results.Count != whereFalse.Results.Count)
        {
            _mistakes.Add($"Node '{PathOf(unique)}': one branch gives {whereTrue.Results.Count} values, the other {whereFalse.Results.Count}.");
        }

        return new DagNode(Add(new IfDefinition(this, unique, port, whereTrue, whereFalse)));
    }

    /// <summary>Runs one of two branches that give a sequence each; the other one does not run.</summary>
    /// <param name="name">The node's name.</param>
    /// <param name="condition">A Bool of one element.</param>
    /// <param name="then">Builds what runs where it is true; sequences of the graph around it may be given as they are.</param>
    /// <param name="otherwise">Builds what runs where it is false.</param>
    public DagSequence If(string name, DagValue condition, Func<DagBuilder, DagSequence> then, Func<DagBuilder, DagSequence> otherwise)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        Port port = PortOf(condition);
        string unique = Unique(name);
        BodyDefinition whereTrue = Body(unique, "/then", item: null, (scope, _) => [scope.PortOf(then(scope))]);
        BodyDefinition whereFalse = Body(unique, "/otherwise", item: null, (scope, _) => [scope.PortOf(otherwise(scope))]);
        return Sequence(Add(new IfDefinition(this, unique, port, whereTrue, whereFalse)));
    }

    private static FunctionBody Synchronous(Func<AiTensor[], IReadOnlyList<AiTensor>> function) => new() { Synchronous = function };

    private FunctionDefinition AddFunction(string name, IReadOnlyList<Port> inputs, IReadOnlyList<string>? outputs, FunctionBody body)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(new FunctionDefinition(this, Unique(name), inputs, outputs, body));
    }

    private static string[] Names(string function, IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (outputs.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException($"The output {outputs.TakeWhile(static name => !string.IsNullOrEmpty(name)).Count()} of the function '{function}' has no name.", nameof(outputs));
        }

        return outputs.GroupBy(static name => name).FirstOrDefault(static same => same.Skip(1).Any()) is { Key: var twice }
            ? throw new ArgumentException($"Two outputs of the function '{function}' are named '{twice}'.", nameof(outputs))
            : [.. outputs];
    }
}

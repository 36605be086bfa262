using RedisAi.Dags.Text;

namespace RedisAi;

/// <summary>Graphs in RedisAI's textual form.</summary>
public static class DagCommandExtensions
{
    /// <summary>Makes a plan of a graph in RedisAI's textual form. What RedisAI would refuse is refused, with its texts; keys that are to be loaded are looked for by each run.</summary>
    /// <param name="ai">The engine.</param>
    /// <param name="name">The name of the plan, for messages, spans and pictures.</param>
    /// <param name="command">The graph.</param>
    /// <returns>What can be run any number of times; dispose it once you are done.</returns>
    /// <remarks>
    /// Names are local to the graph, and each use of one means what was given that name last before it. Operations that do not need each other run at the same time, but scripts,
    /// which may change the keyspace, run one after the other. Braces in keys are nothing but braces. Types that do not fit are errors of operations, when it runs.
    /// </remarks>
    /// <exception cref="DagCommandException">RedisAI would refuse it; the message is RedisAI's.</exception>
    public static CompiledDagCommand CompileDag(this IRedisAi ai, string name, DagCommand command)
    {
        ArgumentNullException.ThrowIfNull(ai);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(command);
        return CommandCompiler.Compile(new CommandTarget(ai.Tensors, ai.Models, ai.Scripts, ai.CreateDag(name)), command);
    }

    /// <summary>Makes a plan of a graph in RedisAI's textual form, given as one types it into <c>redis-cli</c>.</summary>
    /// <param name="ai">The engine.</param>
    /// <param name="name">The name of the plan, for messages, spans and pictures.</param>
    /// <param name="command">The graph, as <see cref="DagCommand.Parse(string, bool)"/> reads it.</param>
    /// <returns>What can be run any number of times; dispose it once you are done.</returns>
    /// <exception cref="DagCommandException">RedisAI would refuse it; the message is RedisAI's.</exception>
    public static CompiledDagCommand CompileDag(this IRedisAi ai, string name, string command) => CompileDag(ai, name, DagCommand.Parse(command));
}

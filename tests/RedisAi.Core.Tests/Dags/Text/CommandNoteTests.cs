using System.Collections;
using System.Diagnostics.CodeAnalysis;
using RedisAi.Dags.Execution;
using RedisAi.Dags.Text;
using Xunit;

namespace RedisAi.Tests.Dags.Text;

public sealed class CommandNoteTests
{
    /// <summary>Nodes end on several threads: what one has noted must not be undone by another, which looked before.</summary>
    [Fact]
    public async Task Failure_that_is_noted_while_another_node_ends_is_not_forgotten()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        dag.Output("y", dag.Function("first", static x => x, x));
        dag.Output("z", dag.Function("second", static x => x, x));
        PlanNode[] nodes = dag.Compile().Shape.Graph.Nodes;
        PlanNode load = nodes[0];
        PlanNode other = nodes[1];
        TensorNotFoundException absent = new("key");
        Loads loads = new(load.Index);
        CommandRun run = new(new CommandReplies([], [], [], loads));

        loads.Asking = () => run.NodeEnded(load, null!, absent);
        run.NodeEnded(other, null!, absent);

        Assert.True(run.HasFailed);
    }

    /// <summary>One node that loads a key; something happens while it is looked for.</summary>
    private sealed class Loads(int node) : IReadOnlyDictionary<int, string>
    {
        public Action? Asking { get; set; }

        public int Count => 1;

        public IEnumerable<int> Keys => [node];

        public IEnumerable<string> Values => ["key"];

        public string this[int key] => "key";

        public bool ContainsKey(int key)
        {
            Action? asking = Asking;
            Asking = null;
            asking?.Invoke();
            return key == node;
        }

        public bool TryGetValue(int key, [MaybeNullWhen(false)] out string value)
        {
            value = "key";
            return key == node;
        }

        public IEnumerator<KeyValuePair<int, string>> GetEnumerator() => Enumerable.Repeat(KeyValuePair.Create(node, "key"), 1).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

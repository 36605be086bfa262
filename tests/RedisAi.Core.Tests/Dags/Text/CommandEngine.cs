using RedisAi.Backends;
using RedisAi.Tensors;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;

namespace RedisAi.Tests.Dags.Text;

/// <summary>An engine for commands: the models <c>double</c> (one input) and <c>two</c> (two inputs, two outputs), and the script <c>s</c>.</summary>
internal static class CommandEngine
{
    public static async Task<RedisAiEngine> CreateAsync()
    {
        FakeScript script = new FakeScript()
            .Add("echo", static call => AddAll(call.Inputs, call.Outputs))
            .Add("pair", "a: Tensor, b: Tensor", static call => AddAll(call.Inputs, call.Outputs));
        RedisAiEngine ai = new(new RedisAiOptions(), [new FakeScriptBackend(script)]);
        await ai.Models.StoreAsync("double", Functions.Double);
        await ai.Models.StoreAsync("two", Functions.TwoOutputs);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        return ai;
    }

    /// <summary>Puts a tensor of one number under a key.</summary>
    public static void Put(this RedisAiEngine ai, string key, float value)
    {
        using AiTensor tensor = Graphs.Number(value);
        ai.Tensors.Set(key, tensor);
    }

    /// <summary>What is under a key: its first number.</summary>
    public static float Number(this RedisAiEngine ai, string key)
    {
        using AiTensor tensor = ai.Tensors.GetRequired(key);
        return tensor.Value();
    }

    /// <summary>Compiles a command and runs it once; its replies as text, a tensor as its first number.</summary>
    public static async Task<string[]> ExecuteAsync(this RedisAiEngine ai, string command, InferenceOptions? options = null)
    {
        using CompiledDagCommand compiled = ai.CompileDag("p", command);
        return await compiled.ExecuteAsync(options);
    }

    /// <inheritdoc cref="ExecuteAsync(RedisAiEngine, string, InferenceOptions?)"/>
    public static async Task<string[]> ExecuteAsync(this CompiledDagCommand compiled, InferenceOptions? options = null)
    {
        using DagCommandResult result = await compiled.RunAsync(options);
        return [.. result.Replies.Select(static reply => reply.Kind == DagOperationReplyKind.Tensor ? $"{reply.Tensor!.Value()}" : $"{reply}")];
    }

    private static void AddAll(ReadOnlySpan<TensorValue> inputs, RunOutputs outputs)
    {
        foreach (TensorValue input in inputs)
        {
            outputs.Add(input.AddReference());
        }
    }
}

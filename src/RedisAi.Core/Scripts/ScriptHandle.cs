using RedisAi.Execution;
using RedisAi.Registry;

namespace RedisAi.Scripts;

/// <summary>The live handle on a script: hands a call to a slot of the current version, and that to the dispatcher.</summary>
internal sealed class ScriptHandle(string key, VersionTable<ScriptVersion> table) : LiveHandle<ScriptVersion>(key, table), IScript
{
    public IReadOnlyList<ScriptFunction> Functions => Current.Functions;

    public ScriptResult Run(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunDispatcher.Run(Accept(function, inputs, keys, args, options, cancellationToken));

    public ValueTask<ScriptResult> RunAsync(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ScriptSlot call;
        try
        {
            call = Accept(function, inputs, keys, args, options, cancellationToken);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return ValueTask.FromException<ScriptResult>(error);
        }

        return RunDispatcher.RunAsync(call);
    }

    private ScriptSlot Accept(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys,
        IReadOnlyList<string>? args,
        InferenceOptions? options,
        CancellationToken cancellationToken)
    {
        ScriptSlot slot = (ScriptSlot)AcquireSlot();
        try
        {
            slot.SetFunction(function);
            slot.Accept(options, cancellationToken);
            slot.Bind(inputs, keys, args);
            return slot;
        }
        catch
        {
            slot.Return();
            throw;
        }
    }
}

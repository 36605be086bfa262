using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Scripts;

/// <summary>AI.SCRIPTEXECUTE and AI.SCRIPTRUN: calls a function of a script from keys to keys.</summary>
internal sealed class ScriptExecution(AiServices services)
{
    public ValueTask ExecuteAsync(CommandCall call)
    {
        Transactions.ThrowIfWithin(call.Client);
        CommandTarget target = services.Target;
        return RunAsync(call, target, ScriptExecuteParser.Parse(KeptTokens.Of(call.Arguments), target, isAlone: true, out TimeSpan? timeout), timeout);
    }

    public ValueTask RunAsync(CommandCall call)
    {
        Transactions.ThrowIfWithin(call.Client);
        CommandTarget target = services.Target;
        return RunAsync(call, target, ScriptRunParser.Parse(KeptTokens.Of(call.Arguments), target, out TimeSpan? timeout), timeout);
    }

    private async ValueTask RunAsync(CommandCall call, CommandTarget target, DagOperation operation, TimeSpan? timeout)
    {
        ValueTask<ScriptResult> run = Begin(target, operation, timeout);
        RunTally? tally = TallyOf(operation.Key);
        ScriptResult result;
        try
        {
            result = await run.ConfigureAwait(false);
        }
        catch (Exception error) when (RunErrors.IsReply(error))
        {
            if (!RunErrors.IsTimeout(error, timeout is not null) && error is not OperationCanceledException)
            {
                tally?.Failed();
            }

            RunErrors.Write(call.Reply, error, timeout is not null, DagOperationKind.ScriptExecute, operation.Function);
            return;
        }

        using (result)
        {
            End(call, operation, result, tally);
        }

        await services.Tensors.AcknowledgeAsync(call.Client).ConfigureAwait(false);
    }

    /// <summary>Takes the inputs, and calls the function, unless it cannot be called so. It runs to its end also where the client goes: it may have changed the keyspace.</summary>
    private ValueTask<ScriptResult> Begin(CommandTarget target, DagOperation operation, TimeSpan? timeout)
    {
        AiTensor?[] inputs = new AiTensor?[operation.Inputs.Count];
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = services.Tensors.Get(operation.Inputs[i]);
            }

            return ScriptBinding.WhyNot(operation, target) is { } error
                ? ValueTask.FromException<ScriptResult>(new DagCommandException(error))
                : target.Script(operation.Key).RunAsync(operation.Function!, inputs!, operation.Keys, operation.Args, timeout is null ? null : new InferenceOptions { Timeout = timeout });
        }
        finally
        {
            foreach (AiTensor? input in inputs)
            {
                input?.Dispose();
            }
        }
    }

    /// <summary>Puts the results under their keys, one after the other; those before one that cannot be put stay.</summary>
    private void End(CommandCall call, DagOperation operation, ScriptResult result, RunTally? tally)
    {
        if (operation.Outputs.Count > 0 && operation.Outputs.Count != result.Count)
        {
            tally?.Failed();
            call.Reply.Error($"Function returned unexpected number of outputs - {operation.Function}");
            return;
        }

        tally?.Succeeded(samples: 0);
        for (int i = 0; i < operation.Outputs.Count && !call.Client.Gone.IsCancellationRequested; i++)
        {
            services.Tensors.Put(LosslessText.Encode(operation.Outputs[i]), result[i].Lease());
        }

        call.Reply.Status("OK");
    }

    private RunTally? TallyOf(string key) => services.Engine.ScriptRegistry.Find(key) is { } version ? services.Records.Of(version).Tally : null;
}

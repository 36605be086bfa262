using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Ai.Tensors;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai.Graphs;

/// <summary>AI.DAGEXECUTE, AI.DAGRUN, and those that only read: compiles a graph and runs it once.</summary>
internal sealed class GraphExecution(AiServices services)
{
    private readonly GraphTally _tally = new(services);

    public async ValueTask RunAsync(CommandCall call, bool isReadOnly, bool isDeprecated)
    {
        Transactions.ThrowIfWithin(call.Client);
        DagCommand command = DagCommand.Of(KeptTokens.From(call.Arguments, 1), isReadOnly, isDeprecated);
        using GraphZeros zeros = new(call.Client, services.TensorRules.MostZeroBytes);
        using CompiledDagCommand compiled = Compile(command, zeros);
        DagCommandResult result;
        try
        {
            result = await compiled.RunAsync(new InferenceOptions { ScriptGuard = call.Client.ScriptGuard }, _tally, call.Client.Gone).ConfigureAwait(false);
        }
        catch (Exception error) when (RunErrors.IsReply(error))
        {
            RunErrors.Write(call.Reply, error, compiled.Timeout is not null, DagOperationKind.ModelExecute, function: null);
            return;
        }

        using (result)
        {
            int count = result.Replies.Count - compiled.Persisted.Count;
            string? error = result.HasFailed || call.Client.Gone.IsCancellationRequested ? null : Persist(compiled, result, count);
            Write(call.Reply, result, count, error);
        }

        // Once, for all that was persisted.
        await services.Tensors.AcknowledgeAsync(call.Client).ConfigureAwait(false);
    }

    private CompiledDagCommand Compile(DagCommand command, GraphZeros zeros)
    {
        try
        {
            return CommandCompiler.Compile(services.Target with { Rules = services.TensorRules with { TryTakeZeros = zeros.TryTake } }, command);
        }
        catch (DagCompilationException error)
        {
            // Somebody has just removed a model, or stored one that takes something else.
            throw new CommandException($"ERR {error.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Puts what is to be persisted under its keys; says what is in the way of one, before which the others stay.</summary>
    private string? Persist(CompiledDagCommand compiled, DagCommandResult result, int first)
    {
        for (int i = 0; i < compiled.Persisted.Count; i++)
        {
            if (result.Replies[first + i].Tensor is not { } tensor)
            {
                continue;
            }

            try
            {
                services.Tensors.Put(LosslessText.Encode(compiled.Persisted[i]), tensor.Lease());
            }
            catch (DagCommandException error)
            {
                return error.Message;
            }
        }

        return null;
    }

    private static void Write(IReplyWriter reply, DagCommandResult result, int count, string? error)
    {
        reply.Array(error is null ? count : count + 1);
        for (int i = 0; i < count; i++)
        {
            Write(reply, result.Replies[i]);
        }

        if (error is not null)
        {
            reply.Error(error);
        }
    }

    private static void Write(IReplyWriter reply, DagOperationReply operation)
    {
        switch (operation.Kind)
        {
            case DagOperationReplyKind.Ok:
                reply.Status("OK");
                break;
            case DagOperationReplyKind.Tensor:
                TensorReply.Write(reply, operation.Tensor!, operation.Operation.Format);
                break;
            case DagOperationReplyKind.NotRun:
                reply.Status("NA");
                break;
            default:
                reply.Error(RunErrors.TextOf(operation.Error!, operation.Operation.Kind, operation.Operation.Function));
                break;
        }
    }
}

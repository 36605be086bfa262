using RedisAi.Dags.Text;
using RedisAi.Models;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Models;

/// <summary>AI.MODELEXECUTE and AI.MODELRUN: runs a model from keys to keys.</summary>
internal sealed class ModelExecution(AiServices services)
{
    public ValueTask Execute(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Transactions.ThrowIfWithin(call.Client);
        ModelExecuteParser.ThrowIfTooFew(arguments);
        ModelHandle model = services.Models.Get(arguments.Bytes(1), out ModelSignature signature);
        ModelCallPlaces places = ModelExecuteParser.ReadPlaces(arguments, signature);
        return Run(call, model, places, ModelExecuteParser.ReadTimeout(arguments, places.End));
    }

    public ValueTask Run(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Transactions.ThrowIfWithin(call.Client);
        ModelCallPlaces places = ModelRunParser.ReadPlaces(arguments, () => Signature(arguments), out TimeSpan? timeout);
        return Run(call, services.Models.Get(arguments.Bytes(1), out _), places, timeout);
    }

    private ModelSignature Signature(CommandArguments arguments)
    {
        services.Models.Get(arguments.Bytes(1), out ModelSignature signature);
        return signature;
    }

    private ValueTask Run(CommandCall call, ModelHandle model, ModelCallPlaces places, TimeSpan? timeout)
    {
        AiTensor?[] inputs = new AiTensor?[places.Inputs];
        ValueTask<ModelResult> run;
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = services.Tensors.Get(call.Arguments.Bytes(places.FirstInput + i));
            }

            // What a client asks for that has gone is of no use to anybody.
            run = model.RunAsync(inputs!, timeout is null ? null : new InferenceOptions { Timeout = timeout }, call.Client.Gone);
        }
        finally
        {
            foreach (AiTensor? input in inputs)
            {
                input?.Dispose();
            }
        }

        if (!run.IsCompletedSuccessfully)
        {
            return AwaitAsync(call, model, places, timeout is not null, run);
        }

        End(call, model, places, run.Result);
        return services.Tensors.AcknowledgeAsync(call.Client);
    }

    private async ValueTask AwaitAsync(CommandCall call, ModelHandle model, ModelCallPlaces places, bool hasTimeout, ValueTask<ModelResult> run)
    {
        ModelResult result;
        try
        {
            result = await run.ConfigureAwait(false);
        }
        catch (Exception error) when (RunErrors.IsReply(error))
        {
            if (!RunErrors.IsTimeout(error, hasTimeout) && error is not OperationCanceledException)
            {
                TallyOf(model)?.Failed();
            }

            RunErrors.Write(call.Reply, error, hasTimeout, DagOperationKind.ModelExecute, function: null);
            return;
        }

        End(call, model, places, result);
        await services.Tensors.AcknowledgeAsync(call.Client).ConfigureAwait(false);
    }

    /// <summary>Puts the outputs under their keys, one after the other; those before one that cannot be put stay.</summary>
    private void End(CommandCall call, ModelHandle model, ModelCallPlaces places, ModelResult result)
    {
        using (result)
        {
            if (result.Count != places.Outputs)
            {
                TallyOf(model)?.Failed();
                call.Reply.Error(AiErrors.ModelOutputs);
                return;
            }

            TallyOf(model)?.Succeeded(SamplesOf(result));
            for (int i = 0; i < places.Outputs && !call.Client.Gone.IsCancellationRequested; i++)
            {
                // What is no tensor, as a sequence, is passed over.
                if (!result.Values[i].IsEmpty)
                {
                    services.Tensors.Put(call.Arguments.Bytes(places.FirstOutput + i), result.Share(i));
                }
            }
        }

        call.Reply.Status("OK");
    }

    /// <summary>Rows as RedisAI counts them.</summary>
    private static long SamplesOf(ModelResult result) => result.Values is [{ IsEmpty: false } first, ..] ? first.Shape.Rank > 0 ? first.Shape[0] : 1 : 0;

    private RunTally? TallyOf(ModelHandle model) => services.Engine.ModelRegistry.Find(model.Key) is { } version ? services.Records.Of(version).Tally : null;
}

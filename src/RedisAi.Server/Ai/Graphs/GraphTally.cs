using RedisAi.Dags.Text;
using RedisAi.Registry;

namespace RedisAi.Server.Ai.Graphs;

/// <summary>Counts the calls of models and scripts within graphs, as far as they have run.</summary>
internal sealed class GraphTally(AiServices services) : IOperationObserver
{
    public void Ended(DagOperation operation, Exception? error, long samples)
    {
        bool isModel = operation.Kind == DagOperationKind.ModelExecute;
        ServedVersion? version = isModel ? services.Engine.ModelRegistry.Find(operation.Key) : services.Engine.ScriptRegistry.Find(operation.Key);
        if (version is null || error is OperationCanceledException or TimeoutException)
        {
            // What was stopped is not counted.
            return;
        }

        RunTally tally = services.Records.Of(version).Tally;
        if (error is null)
        {
            tally.Succeeded(isModel ? samples : 0);
        }
        else
        {
            tally.Failed();
        }
    }
}

namespace RedisAi.Dags.Text;

/// <summary>RedisAI's texts that come from several places.</summary>
internal static class AiErrors
{
    public const string TensorAbsent = "ERR tensor key is empty or in a different shard";

    public const string TensorNotSaved = "ERR could not save tensor";

    public const string ModelAbsent = "ERR model key is empty";

    public const string ScriptAbsent = "ERR script key is empty";

    public const string WrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";

    public const string NoTimeout = "ERR No value provided for TIMEOUT";

    public const string BadTimeout = "ERR Invalid value for TIMEOUT";

    public const string TimeoutWithin = "ERR TIMEOUT not allowed within a DAG command";

    public const string ModelOutputs = "ERR Model did not generate the expected number of outputs";

    public static DagCommandException WrongArity(string command) => new($"ERR wrong number of arguments for '{command}' command");
}

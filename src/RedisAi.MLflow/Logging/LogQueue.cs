namespace RedisAi.MLflow.Logging;

/// <summary>What was logged and was not sent yet, in its order. For any thread.</summary>
internal sealed class LogQueue
{
    private readonly Lock _lock = new();
    private readonly LinkedList<LogItem> _metrics = new();
    private readonly LinkedList<LogItem> _parameters = new();
    private readonly LinkedList<LogItem> _tags = new();

    public void AddMetric(LogItem item) => Add(_metrics, item);

    public void AddParameter(LogItem item) => Add(_parameters, item);

    public void AddTag(LogItem item) => Add(_tags, item);

    /// <summary>Takes out as much as goes in one request: parameters and tags before metrics, which are of no use without them.</summary>
    /// <returns>Null when there is nothing.</returns>
    public LogBatch? Take()
    {
        lock (_lock)
        {
            int bytes = LogLimits.Bytes;
            int items = LogLimits.Items;
            List<LogItem> parameters = Take(_parameters, LogLimits.Parameters, ref items, ref bytes);
            List<LogItem> tags = Take(_tags, LogLimits.Tags, ref items, ref bytes);
            List<LogItem> metrics = Take(_metrics, LogLimits.Metrics, ref items, ref bytes);
            LogBatch batch = new(metrics, parameters, tags);
            return batch.Count > 0 ? batch : null;
        }
    }

    /// <summary>Puts back what could not be sent, before everything else.</summary>
    public void Return(LogBatch batch)
    {
        lock (_lock)
        {
            PutFirst(_metrics, batch.Metrics);
            PutFirst(_parameters, batch.Parameters);
            PutFirst(_tags, batch.Tags);
        }
    }

    private static void PutFirst(LinkedList<LogItem> queue, IReadOnlyList<LogItem> items)
    {
        for (int i = items.Count - 1; i >= 0; i--)
        {
            queue.AddFirst(items[i]);
        }
    }

    private static List<LogItem> Take(LinkedList<LogItem> queue, int most, ref int items, ref int bytes)
    {
        List<LogItem> taken = [];
        while (taken.Count < most && items > 0 && queue.First is { } first && first.Value.Bytes <= bytes)
        {
            taken.Add(first.Value);
            queue.RemoveFirst();
            items--;
            bytes -= first.Value.Bytes;
        }

        return taken;
    }

    private void Add(LinkedList<LogItem> queue, LogItem item)
    {
        lock (_lock)
        {
            queue.AddLast(item);
        }
    }
}

using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Models;

/// <summary>Reads the deprecated <c>AI.MODELSET key backend device [TAG t] [BATCHSIZE n] [MINBATCHSIZE m] [MINBATCHTIMEOUT t] [INPUTS name.. OUTPUTS name..] BLOB chunk..</c>.</summary>
internal static class ModelSetParser
{
    private const int MinTokens = 4;
    private const int MaxDeviceLength = 10;

    private static readonly string[] s_keywords = ["INPUTS", "OUTPUTS", "TAG", "BATCHSIZE", "MINBATCHSIZE", "MINBATCHTIMEOUT", "BLOB"];

    /// <exception cref="CommandException">RedisAI would refuse it.</exception>
    public static ModelRequest Parse(CommandArguments arguments)
    {
        Arity.Check(arguments, MinTokens);
        string backend = BackendList.NameOf(arguments.Text(2)) ?? throw new CommandException("ERR unsupported backend");
        ModelRequest request = new(arguments.Text(1), backend, arguments.Text(3));
        ThrowIf(
            request.Device.Length > MaxDeviceLength || Array.Exists(s_keywords, word => word.Equals(request.Device, StringComparison.OrdinalIgnoreCase)), "ERR Invalid DEVICE");
        TokenCursor cursor = new(arguments, 4);
        if (cursor.Skip("TAG"))
        {
            request.Tag = cursor.Next();
        }

        ReadBatching(request, cursor);
        ThrowIf(cursor.IsAtEnd, ModelStoreParser.NoBlob);
        PassNames(arguments, backend, cursor);
        ThrowIf(!cursor.Skip("BLOB") || cursor.IsAtEnd, ModelStoreParser.NoBlob);
        request.FirstChunk = cursor.Place;
        return request;
    }

    private static void ReadBatching(ModelRequest request, TokenCursor cursor)
    {
        if (cursor.Skip("BATCHSIZE"))
        {
            ThrowIf(request.Backend == BackendList.TensorFlowLite, "ERR Auto-batching not supported by the TFLITE backend");
            request.BatchSize = cursor.NextCount("ERR Invalid argument for BATCHSIZE");
        }

        if (cursor.Skip("MINBATCHSIZE"))
        {
            ThrowIf(request.BatchSize == 0, "ERR MINBATCHSIZE specified without BATCHSIZE");
            request.MinBatchSize = cursor.NextCount("ERR Invalid argument for MINBATCHSIZE");
        }

        if (cursor.Skip("MINBATCHTIMEOUT"))
        {
            ThrowIf(request.BatchSize == 0, "ERR MINBATCHTIMEOUT specified without BATCHSIZE");
            ThrowIf(request.MinBatchSize == 0, "ERR MINBATCHTIMEOUT specified without MINBATCHSIZE");
            request.MinBatchTimeout = cursor.NextCount("ERR Invalid argument for MINBATCHTIMEOUT");
        }
    }

    /// <summary>Passes what is between the options and the file: of TensorFlow the names of inputs and outputs, else anything.</summary>
    private static void PassNames(CommandArguments arguments, string backend, TokenCursor cursor)
    {
        int first = cursor.Place;
        int count = cursor.SkipTo("BLOB");
        if (backend != BackendList.TensorFlow)
        {
            return;
        }

        ThrowIf(count == 0, "ERR Insufficient arguments, INPUTS and OUTPUTS not specified");
        ThrowIf(!arguments.Is(first, "INPUTS"), "ERR INPUTS not specified");
        bool hasOutputs = false;
        for (int place = first + 1; place < first + count; place++)
        {
            hasOutputs |= arguments.Is(place, "OUTPUTS");
        }

        ThrowIf(!hasOutputs, "ERR OUTPUTS not specified");
    }

    private static void ThrowIf(bool condition, string error)
    {
        if (condition)
        {
            throw new CommandException(error);
        }
    }
}

using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Models;

/// <summary>Reads <c>AI.MODELSTORE key backend device [TAG t] [BATCHSIZE n] [MINBATCHSIZE m] [MINBATCHTIMEOUT t] [INPUTS k name.. OUTPUTS k name..] BLOB chunk..</c>.</summary>
internal static class ModelStoreParser
{
    public const string NoBlob = "ERR Insufficient arguments, missing model BLOB";

    private const int MinTokens = 6;

    /// <exception cref="CommandException">RedisAI would refuse it.</exception>
    public static ModelRequest Parse(CommandArguments arguments)
    {
        Arity.Check(arguments, MinTokens);
        string backend = BackendList.NameOf(arguments.Text(2)) ?? throw new CommandException("ERR unsupported backend");
        ModelRequest request = new(arguments.Text(1), backend, arguments.Text(3));
        if (!DeviceText.IsValid(request.Device))
        {
            throw new CommandException("ERR Invalid DEVICE");
        }

        TokenCursor cursor = new(arguments, 4);
        if (cursor.Skip("TAG"))
        {
            request.Tag = cursor.Next();
        }

        ReadBatching(request, cursor);
        if (cursor.IsAtEnd)
        {
            throw new CommandException(NoBlob);
        }

        PassNames(backend, cursor);
        if (!cursor.Skip("BLOB"))
        {
            throw new CommandException("ERR Invalid argument, expected BLOB");
        }

        request.FirstChunk = cursor.IsAtEnd ? throw new CommandException(NoBlob) : cursor.Place;
        return request;
    }

    private static void ReadBatching(ModelRequest request, TokenCursor cursor)
    {
        if (cursor.Skip("BATCHSIZE"))
        {
            request.BatchSize = cursor.NextCount("ERR Invalid argument for BATCHSIZE");
        }

        if (cursor.Skip("MINBATCHSIZE"))
        {
            request.MinBatchSize = cursor.NextCount("ERR Invalid argument for MINBATCHSIZE");
            ThrowIf(request is { MinBatchSize: > 0, BatchSize: 0 }, "ERR MINBATCHSIZE specified without BATCHSIZE");
        }

        if (cursor.Skip("MINBATCHTIMEOUT"))
        {
            request.MinBatchTimeout = cursor.NextCount("ERR Invalid argument for MINBATCHTIMEOUT");
            ThrowIf(request is { MinBatchTimeout: > 0, MinBatchSize: 0 }, "ERR MINBATCHTIMEOUT specified without MINBATCHSIZE");
        }
    }

    /// <summary>The names of inputs and outputs: those of TensorFlow, which is never here, so that they are only counted.</summary>
    private static void PassNames(string backend, TokenCursor cursor)
    {
        if (backend != BackendList.TensorFlow)
        {
            ThrowIf(cursor.IsNext("INPUTS"), "ERR INPUTS argument should not be specified for this backend");
            return;
        }

        PassNames(cursor, "INPUTS", "input");
        PassNames(cursor, "OUTPUTS", "output");
    }

    private static void PassNames(TokenCursor cursor, string keyword, string what)
    {
        ThrowIf(!cursor.Skip(keyword), $"ERR {keyword} not specified for TF");
        long count = cursor.NextCount($"ERR Invalid argument for {what}_count");
        ThrowIf(count == 0, $"ERR Invalid argument for {what}_count");
        ThrowIf(count > cursor.Left, $"ERR number of model {what}s does not match the number of given arguments");
        cursor.Skip((int)count);
    }

    private static void ThrowIf(bool condition, string error)
    {
        if (condition)
        {
            throw new CommandException(error);
        }
    }
}

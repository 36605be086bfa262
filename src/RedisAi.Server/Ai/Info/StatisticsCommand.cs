using RedisAi.Models;
using RedisAi.Scripts;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai.Info;

/// <summary>AI.INFO: what was asked of a model or script through the endpoint since it was stored, or since RESETSTAT.</summary>
internal sealed class StatisticsCommand(AiServices services)
{
    /// <summary>A script's rows are nobody's to know.</summary>
    private const long NoSamples = -1;

    public ValueTask Execute(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, 2, 3);
        string key = arguments.Text(1);
        bool reset = arguments.Is(2, "RESETSTAT");
        if (services.Engine.ModelRegistry.Find(key) is { } model)
        {
            Answer(call.Reply, reset, model);
        }
        else if (services.Engine.ScriptRegistry.Find(key) is { } script)
        {
            Answer(call.Reply, reset, script);
        }
        else
        {
            throw new CommandException("ERR cannot find run info for key");
        }

        return ValueTask.CompletedTask;
    }

    private void Answer(IReplyWriter reply, bool reset, ModelVersion model)
    {
        KeyRecord record = services.Records.Of(model);
        RunStatistics engine = model.GetInfo().Statistics;
        if (!TryReset(reply, reset, record.Tally, engine))
        {
            string device = record.Model?.Device ?? DeviceText.Of(model.Options.Device);
            Write(reply, model.Key, "MODEL", record.Model?.Backend ?? model.Subject.Backend, device, model.Options.Tag, record.Tally, engine, record.Tally.Samples);
        }
    }

    private void Answer(IReplyWriter reply, bool reset, ScriptVersion script)
    {
        KeyRecord record = services.Records.Of(script);
        RunStatistics engine = script.GetInfo().Statistics;
        if (!TryReset(reply, reset, record.Tally, engine))
        {
            string device = record.Script?.Device ?? DeviceText.Of(script.Options.Device);
            Write(reply, script.Key, "SCRIPT", script.Subject.Backend, device, script.Options.Tag, record.Tally, engine, NoSamples);
        }
    }

    private static bool TryReset(IReplyWriter reply, bool reset, RunTally tally, RunStatistics engine)
    {
        if (reset)
        {
            tally.Reset(engine);
            reply.Status("OK");
        }

        return reset;
    }

    private static void Write(
        IReplyWriter reply, string key, string type, string backend, string device, string tag, RunTally tally, RunStatistics engine, long samples)
    {
        reply.Array(18);
        Write(reply, "key"u8, key);
        Write(reply, "type"u8, type);
        Write(reply, "backend"u8, backend);
        Write(reply, "device"u8, device);
        Write(reply, "tag"u8, tag);
        Write(reply, "duration"u8, (long)tally.DurationOf(engine).TotalMicroseconds);
        Write(reply, "samples"u8, samples);
        Write(reply, "calls"u8, tally.Calls);
        Write(reply, "errors"u8, tally.Errors);
    }

    private static void Write(IReplyWriter reply, ReadOnlySpan<byte> label, string value)
    {
        reply.Bulk(label);
        reply.Bulk(value);
    }

    private static void Write(IReplyWriter reply, ReadOnlySpan<byte> label, long value)
    {
        reply.Bulk(label);
        reply.Integer(value);
    }
}

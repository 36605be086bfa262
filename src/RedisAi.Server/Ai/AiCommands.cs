using RedisAi.Server.Ai.Graphs;
using RedisAi.Server.Ai.Info;
using RedisAi.Server.Ai.Models;
using RedisAi.Server.Ai.Scripts;
using RedisAi.Server.Ai.Tensors;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>RedisAI's commands. They count their tokens themselves, since RedisAI's texts differ from Redis'.</summary>
internal static class AiCommands
{
    private const CommandFlags Runs = CommandFlags.Write | CommandFlags.DenyOom | CommandFlags.Runs;
    private const CommandFlags Stores = CommandFlags.Write | CommandFlags.DenyOom | CommandFlags.Runs | CommandFlags.StoresCode;
    private const CommandFlags ReadsOnly = CommandFlags.ReadOnly | CommandFlags.Runs;

    public static IReadOnlyList<ServerCommand> Create(AiServices services)
    {
        TensorCommands tensors = new(services);
        ModelStoring storing = new(services);
        ModelCommands models = new(services);
        ModelExecution execution = new(services);
        ScriptStoring compiling = new(services);
        ScriptCommands scripts = new(services);
        ScriptExecution calling = new(services);
        GraphExecution graphs = new(services);
        StatisticsCommand statistics = new(services);
        SettingsCommand settings = new(services);
        return
        [
            Keyed("ai.tensorset", CommandFlags.Write | CommandFlags.DenyOom, tensors.Set),
            Keyed("ai.tensorget", CommandFlags.ReadOnly, tensors.Get),
            Keyed("ai.modelstore", Stores, storing.StoreAsync),
            Keyed("ai.modelset", Stores, storing.SetAsync),
            Keyed("ai.modelget", CommandFlags.ReadOnly, models.Get),
            Keyed("ai.modeldel", CommandFlags.Write, models.Delete),
            Keyless("ai._modelscan", CommandFlags.ReadOnly, models.Scan),
            Keyed("ai.modelexecute", Runs, execution.Execute),
            Keyed("ai.modelrun", Runs, execution.Run),
            Keyed("ai.scriptstore", Stores, compiling.StoreAsync),
            Keyed("ai.scriptset", Stores, compiling.SetAsync),
            Keyed("ai.scriptget", CommandFlags.ReadOnly, scripts.Get),
            Keyed("ai.scriptdel", CommandFlags.Write, scripts.Delete),
            Keyless("ai._scriptscan", CommandFlags.ReadOnly, scripts.Scan),
            Keyed("ai.scriptexecute", Runs, calling.ExecuteAsync),
            Keyed("ai.scriptrun", Runs, calling.RunAsync),
            Keyless("ai.dagexecute", Runs, call => graphs.RunAsync(call, isReadOnly: false, isDeprecated: false)),
            Keyless("ai.dagexecute_ro", ReadsOnly, call => graphs.RunAsync(call, isReadOnly: true, isDeprecated: false)),
            Keyless("ai.dagrun", Runs, call => graphs.RunAsync(call, isReadOnly: false, isDeprecated: true)),
            Keyless("ai.dagrun_ro", ReadsOnly, call => graphs.RunAsync(call, isReadOnly: true, isDeprecated: true)),
            Keyed("ai.info", CommandFlags.ReadOnly, statistics.Execute),
            Keyless("ai.config", CommandFlags.None, settings.Execute),
        ];
    }

    private static ServerCommand Keyed(string name, CommandFlags flags, Func<CommandCall, ValueTask> execute) => new(name, -1, flags, CommandKeys.One, execute);

    private static ServerCommand Keyless(string name, CommandFlags flags, Func<CommandCall, ValueTask> execute) => new(name, -1, flags, CommandKeys.None, execute);
}

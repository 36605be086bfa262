using RedisAi.Dags.Text;
using RedisAi.Server.Ai.Models;
using RedisAi.Server.Ai.Tensors;
using RedisAi.Server.Keys;

namespace RedisAi.Server.Ai;

/// <summary>What the AI commands of an endpoint work on.</summary>
internal sealed class AiServices
{
    /// <param name="engine">The engine.</param>
    /// <param name="plain">Texts, hashes, lists and sets, and the lock of the keyspace.</param>
    /// <param name="keys">The engine's keys, which the keyspace was made with.</param>
    /// <param name="records">What the keys were made with.</param>
    /// <param name="settings">What clients may ask for.</param>
    public AiServices(RedisAiEngine engine, IPlainKeys plain, EngineKeys keys, KeyRecords records, AiSettings settings)
    {
        keys.Join(plain.Lock);
        Engine = engine;
        Records = records;
        Settings = settings;
        Keys = new AiKeys(plain, keys);
        Tensors = new TensorKeys(engine.TensorStore, Keys);
        Models = new ModelHandles(engine, Keys);
    }

    public RedisAiEngine Engine { get; }

    public KeyRecords Records { get; }

    public AiSettings Settings { get; }

    public AiKeys Keys { get; }

    public TensorKeys Tensors { get; }

    public ModelHandles Models { get; }

    public BackendList Backends => field ??= new BackendList(Engine);

    public TensorRules TensorRules => new(Settings.RefusesNegatives, Settings.MaxZeroBytes);

    /// <summary>What commands name that are compiled, or read as parts of graphs are.</summary>
    public CommandTarget Target => new(Engine.Tensors, Engine.Models, Engine.Scripts, Engine.CreateDag("command")) { TypeOf = Keys.TypeOf, Rules = TensorRules };
}

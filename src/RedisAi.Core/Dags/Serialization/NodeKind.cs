using RedisAi.Dags.Building;

namespace RedisAi.Dags.Serialization;

/// <summary>What files call the kinds of nodes.</summary>
internal static class NodeKind
{
    public const string Input = "input";
    public const string Load = "load";
    public const string Model = "model";
    public const string Script = "script";
    public const string If = "if";
    public const string Map = "map";

    public static string Of(NodeDefinition node) => node switch
    {
        InputDefinition => Input,
        LoadDefinition => Load,
        ModelDefinition => Model,
        ScriptDefinition => Script,
        IfDefinition => If,
        MapDefinition => Map,
        _ => throw new InvalidOperationException($"The node '{node.Name}' is no data."),
    };
}

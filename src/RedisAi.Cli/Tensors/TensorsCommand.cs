using System.CommandLine;
using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Tensors;

/// <summary><c>redisai tensors</c>: the tensors of a server.</summary>
internal static class TensorsCommand
{
    public static Command Create(CommandMaker maker) => CommandMaker.Group(
        "tensors",
        "Look at the tensors of a server, and bring them to files and back",
        TensorsList.Create(maker),
        TensorsGet.Create(maker),
        TensorsSet.Create(maker),
        TensorsSave.Create(maker),
        TensorsLoad.Create(maker));
}

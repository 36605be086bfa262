using System.Text;
using RedisAi.Server.Commands;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>What the commands that are sent most often take from the managed heap.</summary>
public sealed class AllocationTests
{
    [Fact]
    public async Task Blob_that_replaces_a_tensor_costs_nothing()
    {
        await using Endpoint endpoint = new();
        CommandArguments arguments = Command("AI.TENSORSET", "tensor:1", "FLOAT", "256", "BLOB");
        arguments.Add(new byte[1024]);
        ServerCommand command = endpoint.Command("ai.tensorset");
        NoReply reply = new();
        CommandCall call = new(arguments, reply, endpoint.Client);

        long bytes = await Allocations.OfCallsAsync(() => command.Execute(call).AsTask().Wait());

        Assert.Equal((0, 0), (bytes, reply.Errors));
    }

    [Fact]
    public async Task Run_of_a_model_costs_no_more_than_the_handles_on_its_tensors()
    {
        await using Endpoint endpoint = new();
        await endpoint.Engine.Models.StoreAsync("m", ModelSource.FromFile(TestData.Path("onnx", "add16.onnx")));
        await endpoint.SendAsync("AI.TENSORSET x FLOAT 16");
        ServerCommand command = endpoint.Command("ai.modelexecute");
        NoReply reply = new();
        CommandCall call = new(Command("AI.MODELEXECUTE", "m", "INPUTS", "2", "x", "x", "OUTPUTS", "1", "y"), reply, endpoint.Client);

        long bytes = await Allocations.OfCallsAsync(() => command.Execute(call).AsTask().Wait());

        Assert.InRange(bytes / Allocations.Calls, 0, 300);
        Assert.Equal(0, reply.Errors);
    }

    private static CommandArguments Command(params string[] tokens)
    {
        CommandArguments arguments = new();
        foreach (string token in tokens)
        {
            arguments.Add(Encoding.UTF8.GetBytes(token));
        }

        return arguments;
    }
}

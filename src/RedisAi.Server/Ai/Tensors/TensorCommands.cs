using RedisAi.Client.Replies;
using RedisAi.Dags.Text;
using RedisAi.Server.Commands;
using RedisAi.Tensors;

namespace RedisAi.Server.Ai.Tensors;

/// <summary>AI.TENSORSET and AI.TENSORGET.</summary>
internal sealed class TensorCommands(AiServices services)
{
    public ValueTask Set(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, TensorSetParser.MinTokens);
        services.Tensors.Put(arguments.Bytes(1), Read(arguments));
        call.Reply.Status("OK");
        return services.Tensors.AcknowledgeAsync(call.Client);
    }

    public ValueTask Get(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, TensorGetParser.MinTokens, TensorGetParser.MaxTokens);
        using AiTensor tensor = services.Tensors.Get(arguments.Bytes(1));
        TensorReply.Write(call.Reply, tensor, TensorGetParser.ReadFormat(arguments));
        return ValueTask.CompletedTask;
    }

    private TensorValue Read(CommandArguments arguments)
    {
        try
        {
            return TensorSetParser.ReadTensor(arguments, services.TensorRules);
        }
        catch (DagCommandException) when (services.Keys.HoldsOther(arguments.Text(1), KeyTypes.Tensor))
        {
            // RedisAI looks at the key before it reads the tensor; here that costs something only where the tensor is wrong, too.
            throw new DagCommandException(AiErrors.WrongType);
        }
    }
}

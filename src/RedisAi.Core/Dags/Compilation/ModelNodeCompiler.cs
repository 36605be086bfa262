using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;
using RedisAi.Diagnostics;
using RedisAi.Models;

namespace RedisAi.Dags.Compilation;

/// <summary>Compiles nodes that call models.</summary>
internal static class ModelNodeCompiler
{
    public static PlanNode Compile(CompileContext context, NodeParts parts, ModelDefinition definition)
    {
        ModelHandle model = context.Services.ModelOf(definition.Key);
        ModelContract? contract = model.FindContract();
        ModelBinding? binding = null;
        if (contract is null)
        {
            context.Problems.Of(parts.Path, $"there is no model '{definition.Key}'{context.Services.Absences.Of(RunSubject.Model, definition.Key).Why}.");
        }
        else
        {
            binding = ModelBinding.Create(definition, contract, sentence => context.Problems.Of(parts.Path, sentence));
        }

        Dictionary<string, int> symbols = [];
        PlanInput[] inputs = [.. parts.Inputs.Select((slot, place) => new PlanInput(slot, binding is null ? null : Check(context, definition, binding, place, symbols)))];
        if (contract is not null)
        {
            TypeOutputs(context, parts, definition.Key, contract.Signature, symbols);
        }

        if (binding is { UsesSession: true })
        {
            context.NoteStateful(definition, [definition.Key]);
            context.Placeholders.Add(KeyTemplate.Session);
            context.HasEffects = true;
        }

        return new ModelNode(NodeCompiler.FrameOf(context, parts, inputs))
        {
            Definition = definition,
            Model = model,
            Compiled = binding!,
        };
    }

    private static EdgeCheck Check(CompileContext context, ModelDefinition definition, ModelBinding binding, int place, Dictionary<string, int> symbols)
    {
        TensorSpec taken = binding.Contract.Signature.Inputs[binding.Inputs[place]];
        return context.Connect(definition.Inputs[place], definition, taken.Name, taken, symbols);
    }

    private static void TypeOutputs(CompileContext context, NodeParts parts, string key, ModelSignature signature, Dictionary<string, int> symbols)
    {
        foreach ((Port port, _) in signature.HasOpenOutputs ? [] : parts.Used)
        {
            if (port.Name is { } name)
            {
                TensorSpec? output = signature.Outputs.FirstOrDefault(spec => spec.Name == name);
                if (output is null)
                {
                    context.Problems.Of(parts.Path, $"the model '{key}' has no output '{name}'; it has {PlanProblems.List(signature.Outputs.Select(static spec => spec.Name))}.");
                }
                else
                {
                    context.SetType(port, KnownType.Of(output, context.Axes, symbols));
                }
            }
            else if (NodeCompiler.TryCheckPlace(context, parts, port, signature.Outputs.Count, $"the model '{key}'"))
            {
                context.SetType(port, KnownType.Of(signature.Outputs[port.Index], context.Axes, symbols));
            }
        }
    }
}

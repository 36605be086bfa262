using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.Inspecting;

/// <summary><c>redisai inspect</c>: what a file of a model or of tensors says of itself.</summary>
internal static class InspectCommand
{
    public static Command Create(CommandMaker maker)
    {
        Argument<string> file = new("file") { Description = "An ONNX, TorchScript, .safetensors or .npy file" };
        return maker.Make(
            "inspect",
            "Tell what a file takes and gives: the signature of a model, the tensors of a safetensors file, and their metadata. A model is loaded for that, which runs none of it; what is loaded is code all the same",
            [file],
            async call => call.Show(await InspectAsync(call.Typed.GetRequiredValue(file), call.Interrupted).ConfigureAwait(false)));
    }

    private static async Task<IView> InspectAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new CliException($"'{path}' is a folder; name a file in it.");
        }

        return FileKinds.Of(path) switch
        {
            FileKind.Safetensors => SafetensorsInspection.Of(path, cancellationToken),
            FileKind.Npy => NpyInspection.Of(path),
            _ => await ModelInspection.OfAsync(path, cancellationToken).ConfigureAwait(false),
        };
    }
}

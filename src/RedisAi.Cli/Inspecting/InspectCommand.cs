using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.Inspecting;

/// <summary><c>redisai inspect</c>: what a file of a model or of tensors says of itself.</summary>
internal static class InspectCommand
{
    public static Command Create(CommandMaker maker)
    {
        Argument<string> file = new("file") { Description = "An ONNX, TorchScript, TensorFlow Lite, .safetensors or .npy file" };
        return maker.Make(
            "inspect",
            "Tell what a file takes and gives: the signature of a model, for which it is loaded, or the tensors of a .safetensors or .npy file",
            [file],
            async call => call.Show(await InspectAsync(call.Typed.GetRequiredValue(file), call.Interrupted).ConfigureAwait(false)));
    }

    private static async Task<IView> InspectAsync(string path, CancellationToken cancellationToken) => FileKinds.Of(GivenFile.Require(path)) switch
    {
        FileKind.Safetensors => SafetensorsInspection.Of(path, cancellationToken),
        FileKind.Npy => NpyInspection.Of(path),
        _ => await ModelInspection.OfAsync(path, cancellationToken).ConfigureAwait(false),
    };
}

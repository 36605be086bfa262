using System.Text.Json;
using RedisAi.Cli.Output;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Tensors;

/// <summary>A tensor with its elements.</summary>
/// <param name="key">Its key.</param>
/// <param name="tensor">The tensor; stays the caller's.</param>
/// <param name="most">How many elements a person sees.</param>
internal sealed class TensorView(string key, AiTensor tensor, int most) : IView
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteString("type", TensorTypes.NameOf(tensor.DataType));
        TensorJson.WriteShape(json, tensor.Shape);
        TensorJson.WriteValues(json, tensor);
        json.WriteEndObject();
    }

    public IEnumerable<IBlock> Blocks()
    {
        // As in "Float32[2]: 1, 2".
        string text = tensor.Format(most);
        string elements = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart();
        return
        [
            new FieldsBlock(
                ("key", Shown.Text(key)),
                ("type", TensorTypes.NameOf(tensor.DataType)!),
                ("shape", tensor.Shape.ToString()),
                ("elements", tensor.DataType == TensorDataType.String ? Shown.Text(elements) : elements)),
        ];
    }
}

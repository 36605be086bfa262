using System.Text.Json;

namespace RedisAi.MLflow.Scoring;

/// <summary>The keys of requests, and what is said of those that do not have them.</summary>
internal static class RequestKeys
{
    /// <summary>What the key at which a reader stands is for.</summary>
    public static RequestForm FormOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("inputs"u8) ? RequestForm.Inputs
        : json.ValueTextEquals("instances"u8) ? RequestForm.Instances
        : json.ValueTextEquals("dataframe_split"u8) ? RequestForm.Split
        : json.ValueTextEquals("dataframe_records"u8) ? RequestForm.Records
        : json.ValueTextEquals("params"u8) ? RequestForm.Params
        : json.ValueTextEquals("messages"u8) || json.ValueTextEquals("prompt"u8) || json.ValueTextEquals("input"u8) ? RequestForm.Unwrapped
        : RequestForm.None;

    /// <summary>Looks for what is wrong with a body as a whole; the reader is a copy.</summary>
    /// <exception cref="MlflowException">It has two of the four forms.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static void Check(Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        RequestForm first = RequestForm.None;
        bool isUnwrapped = false;
        bool hasTwo = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            RequestForm next = FormOf(ref json);
            isUnwrapped |= next == RequestForm.Unwrapped;
            if (next is RequestForm.Inputs or RequestForm.Instances or RequestForm.Split or RequestForm.Records)
            {
                hasTwo |= first != RequestForm.None && first != next;
                first = next;
            }

            json.Read();
            json.Skip();
        }

        json.Read();
        if (hasTwo && !isUnwrapped)
        {
            throw NoForm("one with two of them");
        }
    }

    public static MlflowException NoForm(string came) =>
        ScoringError.BadRequest($"The body must be a JSON object with one of 'inputs', 'instances', 'dataframe_split' and 'dataframe_records'; there is {came}.");
}
